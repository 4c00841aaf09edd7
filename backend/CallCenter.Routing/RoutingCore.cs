using System.Collections.Immutable;

namespace CallCenter.Routing;

/// <summary>The pure ACD core: same state, input and instant give the same decisions.</summary>
public static class RoutingCore
{
    /// <summary>How long those who declined a call are left in peace when nobody else is ready.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>An alarm's talk that ended sooner, without anybody hanging up, was none.</summary>
    public static readonly TimeSpan Brief = TimeSpan.FromSeconds(10);

    /// <summary>The break of an agent who let calls ring out.</summary>
    public const string SetAsideReason = "no-answer";

    /// <summary>Begins the id of a callback; what follows is the call that came to nothing.</summary>
    public const string BackPrefix = "back-";

    /// <summary>Applies one input. Facts leave the state as it is. Deadlines are looked at by <see cref="Tick"/> alone.</summary>
    public static (RoutingState State, ImmutableArray<Decision> Decisions) Apply(RoutingState state, Input input, DateTimeOffset now)
    {
        if (input is Fact)
        {
            return (state, []);
        }

        var step = new Step(ClockSetBack.Heed(state, now), now);
        step.Run((Command)input);
        return step.Finish();
    }
}
