using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.History;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Calls;

/// <summary>Messages callers have spoken: what lies on the disk is told to routing, whoever recorded it and whenever it is found.</summary>
internal sealed class SpokenMessages(CenterOptions options, RoutingLoop routing, ILogger<SpokenMessages> logger)
{
    /// <summary>What is to be heard of a callback.</summary>
    public static IReadOnlyList<VoiceMessage> Of(RoutedCall task) => [.. task.Callback!.Messages.Select(m => new VoiceMessage(m.Call, m.Seconds))];

    /// <summary>Who serves the queue may hear what was spoken there until the task is closed, and whoever it is offered to or talks with that person.</summary>
    public static bool IsFor(string user, RoutedCall task, RoutingState state) =>
        state.Agents.GetValueOrDefault(user) is { SignedOut: false } seat && (seat.Queues.Contains(task.Queue) || task.Agent == user || task.Rings.Any(r => r.Agent == user));

    public static bool MayHear(string user, string call, RoutingState state) =>
        state.Calls.Values.Any(task => task.Callback is { Messages.IsEmpty: false } back && back.Messages.Any(m => m.Call == call) && IsFor(user, task, state));

    public string NameOf(string call) => MessageFile.NameOf(call);

    /// <summary>Null: nothing was said.</summary>
    public double? SecondsOf(string call)
    {
        try
        {
            return MessageFile.Seconds(options.Paths, call);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            CallsLog.MessageNotRead(logger, fault, call);
            return null;
        }
    }

    /// <summary>Before routing hears that the caller is gone, or it would be nobody's.</summary>
    /// <returns>Whether there is a message.</returns>
    public bool Tell(string call)
    {
        if (SecondsOf(call) is not { } seconds) return false;
        if (routing.State.Calls.GetValueOrDefault(call)?.Message is null) routing.Post(new MessageLeft(call, Math.Round(seconds, 1)));
        return true;
    }
}
