using System.Collections.Concurrent;
using CallCenter.Server.Audit;

namespace CallCenter.Server.Messages;

/// <summary>Audits who looks at whose messages: once for a page that asks again every few seconds.</summary>
internal sealed class MessageViews(IAudit audit, TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan OneLook = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string User, string Subject), DateTimeOffset> _looks = new();

    public async Task RecordAsync(HttpContext http, string subject, string? callId)
    {
        var (key, now) = ((http.UserName(), subject), time.GetUtcNow());
        if (_looks.TryGetValue(key, out var last) && now - last < OneLook) return;
        await audit.RecordAsync(http, AuditAction.MessagesViewed, subject, callId);
        // Forgetting only audits a look once more.
        if (_looks.Count >= Most) _looks.Clear();
        _looks[key] = now;
    }
}
