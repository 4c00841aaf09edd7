using System.Collections.Immutable;
using CallCenter.Routing;

namespace CallCenter.Routing.Tests;

/// <summary>A small call centre for one test: the state, its clock and what was decided last.</summary>
internal sealed class Centre
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(8));

    public Centre()
    {
        Do(new QueuesSet([new("alarm", 1, 20, 120), new("counsel", 2, 20, 60), new("hotline", 3, 20, 60), new("orders", 4, 20, 0)]));
    }

    public DateTimeOffset Now { get; private set; } = Morning;
    public RoutingState State { get; set; } = RoutingState.Empty(7);
    public ImmutableArray<Decision> Last { get; private set; } = [];

    public Centre Do(Input input)
    {
        (State, Last) = RoutingCore.Apply(State, input, Now);
        return this;
    }

    /// <summary>Somebody sets the clock; the Server's timer, which does not go by it, ticks all the same.</summary>
    public Centre ClockMoves(TimeSpan by)
    {
        Now += by;
        return Do(new Tick());
    }

    /// <summary>Time passes; the clock's ticks come as the Server would send them.</summary>
    public Centre After(double seconds)
    {
        var until = Now.AddSeconds(seconds);
        var all = ImmutableArray.CreateBuilder<Decision>();
        while (State.NextDeadline is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            Do(new Tick());
            all.AddRange(Last);
        }

        Now = until;
        Last = all.ToImmutable();
        return this;
    }

    public Centre Agent(string agent, params string[] queues) =>
        Do(new AgentSignedIn(agent, "browser", queues.Length == 0 ? ["alarm", "counsel", "hotline", "orders"] : queues)).Do(new AgentReady(agent));

    public Centre Call(string call, string queue = "hotline") => Do(new CallArrived(call, queue, Now, "+8613800000001"));

    public Centre Talk(string call, string agent)
    {
        Call(call);
        Assert.Equal(agent, Assert.Single(State.Calls[call].Rings).Agent);
        return Answer(call);
    }

    public Centre Answer(string call) => Do(new OfferAnswered(State.Calls[call].Rings[0].OfferId));

    public AgentSeat Seat(string agent) => State.Agents[agent];

    public AgentMode Mode(string agent) => State.Agents[agent].Mode;

    public T Only<T>() where T : Decision => Assert.Single(Last.OfType<T>());

    public string RefusedCode() => Assert.IsType<Refused>(Assert.Single(Last)).Why.Code;
}
