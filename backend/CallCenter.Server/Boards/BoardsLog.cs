namespace CallCenter.Server.Boards;

internal static partial class BoardsLog
{
    [LoggerMessage(1, LogLevel.Information, "The board of {User} was not drawn in time ({Reason})")]
    public static partial void NotDrawn(ILogger logger, string user, string reason);

    [LoggerMessage(2, LogLevel.Information, "The board of {User} is cut off: the session is over, or the page does not answer. One that lives comes back by itself")]
    public static partial void CutOff(ILogger logger, string user);

    [LoggerMessage(3, LogLevel.Warning, "The name of {Agent} could not be read ({Reason}); boards show the user name")]
    public static partial void NameUnknown(ILogger logger, string agent, string reason);
}
