using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Residents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

/// <summary>What the gateway tells us: delivery reports and messages people sent. Signed, stored as they came, each event once, whatever order they come in.</summary>
internal sealed class FromGateway(IDbContextFactory<CenterDb> databases, CallerNumbers numbers, MessageOutbox outbox, MessageOptions options, TimeProvider time, ILogger<FromGateway> logger)
{
    private const int LongestBody = 16 * 1024;

    private sealed record Receipt(string? Event, string? Reference, Guid? Id, string? Status, string? Code, DateTimeOffset? At);

    private sealed record Inbound(string? Event, string? From, string? Text, DateTimeOffset? At);

    public async Task<Results<NoContent, ProblemHttpResult>> ReceiptAsync(HttpContext http)
    {
        var (raw, refused) = await SignedBodyAsync(http);
        if (raw is null) return refused!;
        var receipt = Read<Receipt>(raw);
        var now = time.GetUtcNow();
        MessageState? state = receipt?.Status switch { "delivered" => MessageState.Delivered, "failed" => MessageState.Failed, "expired" => MessageState.Expired, _ => null };
        if (receipt is null || state is null || !IsName(receipt.Event) || (receipt.Id is null && !IsName(receipt.Reference)) || receipt.Code?.Length > 64 || receipt.Reference?.Length > 128)
            return Problems.Invalid("A receipt has event, reference or id, and status: delivered, failed or expired.");
        await StoreAsync(new MessageReceipt
        {
            Id = Guid.CreateVersion7(now), Event = receipt.Event!, Reference = receipt.Reference, MessageId = receipt.Id, State = state.Value, Reason = receipt.Code, At = receipt.At ?? now,
            ReceivedAt = now, Raw = raw,
        }, db => db.MessageReceipts.AnyAsync(r => r.Event == receipt.Event, http.RequestAborted), http.RequestAborted);
        outbox.Wake();
        return TypedResults.NoContent();
    }

    public async Task<Results<NoContent, ProblemHttpResult>> InboundAsync(HttpContext http)
    {
        var (raw, refused) = await SignedBodyAsync(http);
        if (raw is null) return refused!;
        var inbound = Read<Inbound>(raw);
        if (inbound is null || !IsName(inbound.Event) || inbound.From is not { Length: > 0 and <= 64 } || inbound.Text is not { Length: <= 2000 })
            return Problems.Invalid("An inbound message has event, from and text (at most 2000 characters).");
        var now = time.GetUtcNow();
        var number = numbers.Parse(inbound.From) ?? inbound.From;
        await StoreAsync(new InboundMessage
        {
            Id = Guid.CreateVersion7(now), Event = inbound.Event!, From = number, ResidentId = await OwnerAsync(number, http.RequestAborted), Text = inbound.Text, At = inbound.At ?? now,
            ReceivedAt = now, Raw = raw,
        }, db => db.InboundMessages.AnyAsync(i => i.Event == inbound.Event, http.RequestAborted), http.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>The one person under the number; of several, whoever we wrote to last under it.</summary>
    private async Task<Guid?> OwnerAsync(string number, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var people = await db.ResidentNumbers.AsNoTracking().Where(n => n.Number == number).Select(n => n.ResidentId).Take(2).ToListAsync(ct);
        if (people.Count < 2) return people.Count == 1 ? people[0] : null;
        return await db.Messages.AsNoTracking().Where(m => m.To == number && m.ResidentId != null).OrderByDescending(m => m.QueuedAt).Select(m => m.ResidentId).FirstOrDefaultAsync(ct);
    }

    /// <summary>The same event again, or at the same instant by another connection, is an answer as good as the first.</summary>
    private async Task StoreAsync(object row, Func<CenterDb, Task<bool>> isThere, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await isThere(db)) return;
        db.Add(row);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (!await isThere(db)) throw;
        }
    }

    private async Task<(byte[]? Raw, ProblemHttpResult? Refused)> SignedBodyAsync(HttpContext http)
    {
        if (options.Key.Length == 0) return (null, Problems.Of(ProblemCode.MessagesOff, StatusCodes.Status503ServiceUnavailable, "No key is shared with a gateway."));
        if (await BodyAsync(http) is not { } raw) return (null, Problems.Of(ProblemCode.Invalid, StatusCodes.Status413PayloadTooLarge, $"At most {LongestBody} bytes are taken."));
        var (timestamp, signature) = (http.Request.Headers[Signature.TimestampHeader].ToString(), http.Request.Headers[Signature.SignatureHeader].ToString());
        if (Signature.Fits(options.Key, timestamp, signature, raw, time.GetUtcNow())) return (raw, null);
        MessagesLog.NotSigned(logger, http.Request.Path);
        return (null, Problems.Of(ProblemCode.NotAllowed, StatusCodes.Status401Unauthorized, "Not signed with our key, or signed more than five minutes from now."));
    }

    private static async Task<byte[]?> BodyAsync(HttpContext http)
    {
        var buffer = new byte[LongestBody + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
        return length > LongestBody ? null : buffer[..length];
    }

    private static T? Read<T>(byte[] raw) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(raw, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            // Answered as a body that is not what we expect.
            return null;
        }
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= 128 };
}
