using Microsoft.Extensions.Logging;

namespace CallCenter.Calls;

internal static partial class CallLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The conversation of call {Call} failed; the caller goes to the fallback")]
    public static partial void Faulted(ILogger logger, Exception ex, string call);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Channel {Channel} entered the application without our variables; left alone")]
    public static partial void Foreign(ILogger logger, string channel);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hanging up leg {Channel}: its call is gone")]
    public static partial void StrayLeg(ILogger logger, string channel);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing bridge {Bridge}: nobody talks in it")]
    public static partial void StrayBridge(ILogger logger, string bridge);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not clean up; the next connect tries again")]
    public static partial void SweepFailed(ILogger logger, Exception ex);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not compare with Asterisk; it is tried again")]
    public static partial void ReconcileFailed(ILogger logger, Exception ex);
}
