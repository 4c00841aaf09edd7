using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

/// <summary>What was sent and received, numbers masked.</summary>
internal static class MessageLists
{
    public static async Task<List<MessageLine>> SentAsync(IQueryable<Message> messages, int take, CancellationToken ct)
    {
        var rows = await messages.AsNoTracking().Include(m => m.Template).OrderByDescending(m => m.QueuedAt).ThenByDescending(m => m.Id).Take(take).ToListAsync(ct);
        return [.. rows.Select(Line)];
    }

    public static async Task<List<InboundLine>> ReceivedAsync(CenterDb db, IQueryable<InboundMessage> messages, int take, CancellationToken ct)
    {
        var rows = await (from message in messages.AsNoTracking()
                          join resident in db.Residents on message.ResidentId equals resident.Id into residents
                          from resident in residents.DefaultIfEmpty()
                          orderby message.At descending, message.Id descending
                          select new { message.Id, message.From, message.ResidentId, Name = resident == null ? null : resident.Name, message.Text, message.At }).Take(take).ToListAsync(ct);
        return [.. rows.Select(r => new InboundLine(r.Id, Mask.Number(r.From), r.ResidentId, r.Name, r.Text, r.At))];
    }

    public static MessageLine Line(Message m) => new(
        m.Id, Mask.Number(m.To), m.Template!.Name, m.Template.Version, m.Language, m.Text, m.Segments, m.State.ToString().ToLowerInvariant(), m.Attempts, m.Reason, m.CallId, m.ResidentId, m.Sender,
        m.QueuedAt, m.State == MessageState.Queued ? m.NextAttemptAt : null, m.SentAt, m.EndedAt);
}
