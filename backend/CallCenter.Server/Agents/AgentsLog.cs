namespace CallCenter.Server.Agents;

internal static partial class AgentsLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "The page of {Agent} did not draw in time: {Reason}")]
    public static partial void PageDidNotDraw(ILogger logger, string agent, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Agent} is reachable: {Reachable} (page {Page}, phone {Phone})")]
    public static partial void Presence(ILogger logger, string agent, bool reachable, bool page, bool phone);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Agent} took the seat from another page")]
    public static partial void SeatTakenOver(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The SIP credential of {Agent} could not be removed; the next start sweeps it")]
    public static partial void NotRevoked(ILogger logger, Exception ex, string agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} SIP credentials nobody is signed in with")]
    public static partial void Swept(ILogger logger, int count);


    [LoggerMessage(Level = LogLevel.Warning, Message = "Asterisk could not be asked about phone {Phone}; its next registration tells")]
    public static partial void PhoneUnknown(ILogger logger, Exception ex, string phone);
}
