using Microsoft.Extensions.Logging;

namespace CallCenter.Ari;

/// <summary>Everything this library logs. No digits, no numbers, no passwords.</summary>
internal static partial class AriLog
{
    [LoggerMessage(1, LogLevel.Information, "ARI events of {Application} connected, epoch {Epoch}")]
    public static partial void Connected(ILogger logger, string application, long epoch);

    [LoggerMessage(2, LogLevel.Warning, "ARI events of {Application} ended, epoch {Epoch}: {Reason}, {Detail}")]
    public static partial void Disconnected(ILogger logger, string application, long epoch, AriDisconnectReason reason, string detail);

    [LoggerMessage(3, LogLevel.Warning, "ARI events of {Application} cannot be reached: {Detail}")]
    public static partial void ConnectFailed(ILogger logger, string application, string detail);

    [LoggerMessage(4, LogLevel.Error, "A message of {Length} bytes on the ARI socket is no event, at {Path}, byte {Position}; left out")]
    public static partial void Malformed(ILogger logger, int length, string path, long position);

    [LoggerMessage(5, LogLevel.Debug, "ARI events of {Application}: asked to stop between two attempts")]
    public static partial void Stopped(ILogger logger, string application);
}
