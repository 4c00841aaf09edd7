namespace CallCenter.Server.Session;

internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Warning, "Ended sessions wait: the database does not take them")]
    public static partial void EndedNotStored(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "{User} signed in with phone {Phone}")]
    public static partial void SignedIn(ILogger logger, string user, string phone);

    [LoggerMessage(3, LogLevel.Information, "{User} signed out")]
    public static partial void SignedOut(ILogger logger, string user);

    [LoggerMessage(5, LogLevel.Critical, "{User} is security and audit administrator at once and is not let in")]
    public static partial void RolesMeet(ILogger logger, string user);

    [LoggerMessage(4, LogLevel.Warning, "A sign-in failed: {Verdict}")]
    public static partial void Failed(ILogger logger, string verdict);
}
