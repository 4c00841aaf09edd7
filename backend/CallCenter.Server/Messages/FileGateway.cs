using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallCenter.Server.Messages;

/// <summary>For trying out: writes messages to HOME/messages/&lt;day&gt;.jsonl, one a line; nothing leaves the house.</summary>
internal sealed class FileGateway(MessageOptions options, TimeProvider time) : IMessageGateway
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SemaphoreSlim _writing = new(1);

    public async Task<GatewayAnswer> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            if (message.Attempt == 1 || !await WrittenAsync(message.Id, ct)) await WriteAsync(message, ct);
            return new GatewayAnswer.Accepted($"file-{message.Id}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new GatewayAnswer.Unclear("file");
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteAsync(OutgoingMessage message, CancellationToken ct)
    {
        Directory.CreateDirectory(options.Folder);
        var now = time.GetUtcNow();
        var file = Path.Combine(options.Folder, TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".jsonl");
        var line = new JsonObject
        {
            ["at"] = now, ["id"] = message.Id, ["to"] = message.To, ["text"] = message.Text, ["template"] = message.Template, ["version"] = message.Version,
        }.ToJsonString(Readable);
        var manner = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) manner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new FileStream(file, manner);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), ct);
    }

    /// <summary>An earlier attempt got as far as the file, but its outcome was never stored.</summary>
    private async Task<bool> WrittenAsync(Guid id, CancellationToken ct)
    {
        if (!Directory.Exists(options.Folder)) return false;
        foreach (var file in Directory.EnumerateFiles(options.Folder, "*.jsonl").OrderDescending().Take(8))
        {
            await foreach (var line in File.ReadLinesAsync(file, ct))
            {
                if (line.Contains(id.ToString(), StringComparison.Ordinal)) return true;
            }
        }
        return false;
    }
}
