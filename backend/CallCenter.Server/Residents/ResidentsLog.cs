namespace CallCenter.Server.Residents;

internal static partial class ResidentsLog
{
    [LoggerMessage(1, LogLevel.Warning, "The caller could not be looked up: the database does not answer")]
    public static partial void LookUpFailed(ILogger logger, Exception fault);
}
