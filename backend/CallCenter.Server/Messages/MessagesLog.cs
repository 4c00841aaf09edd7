using Prometheus;

namespace CallCenter.Server.Messages;

internal static partial class MessagesLog
{
    [LoggerMessage(1, LogLevel.Information, "Messages go by {Kind}")]
    public static partial void On(ILogger logger, GatewayKind kind);

    [LoggerMessage(2, LogLevel.Warning, "Messages are off: set CALLCENTER_MESSAGES_URL and CALLCENTER_MESSAGES_KEY_FILE to send any")]
    public static partial void Off(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "The message gateway cannot be reached; messages wait")]
    public static partial void GatewayAway(ILogger logger, Exception fault);

    [LoggerMessage(4, LogLevel.Error, "The message gateway answers {Status}: address or key are wrong; messages wait")]
    public static partial void GatewayRefusesUs(ILogger logger, int status);

    [LoggerMessage(5, LogLevel.Warning, "The database does not take the outcome of a message; it is tried until it does")]
    public static partial void NotStored(ILogger logger, Exception fault);

    [LoggerMessage(6, LogLevel.Information, "Message {Id} is {State} after {Attempts} attempts ({Reason})")]
    public static partial void Became(ILogger logger, Guid id, CallCenter.Data.Messages.MessageState state, int attempts, string? reason);

    [LoggerMessage(7, LogLevel.Warning, "A request to {Path} is refused: not signed with our key, or its time is off")]
    public static partial void NotSigned(ILogger logger, string path);

    [LoggerMessage(8, LogLevel.Error, "Message {Id} cannot be handled; the others go on")]
    public static partial void Faulty(ILogger logger, Exception fault, Guid id);
}

internal static class MessagesMetrics
{
    public static readonly Gauge Queued = Metrics.CreateGauge("callcenter_messages_queued", "Messages that wait to be sent.");
    public static readonly Counter Attempts = Metrics.CreateCounter("callcenter_message_attempts_total", "Attempts to hand a message to the gateway, by its answer.", "answer");
}
