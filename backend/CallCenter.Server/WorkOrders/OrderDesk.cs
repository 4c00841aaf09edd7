using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.WorkOrders;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.WorkOrders;

/// <summary>Makes a work order of a finished form. A second finish of the same call changes nothing and answers the same.</summary>
internal sealed class OrderDesk(DraftStore drafts, TimeProvider time)
{
    private const int Tries = 10, TitleLength = 40;

    public async Task<FinishedCall> FinishAsync(CenterDb db, string callId, string user, FinishCall finish, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var draft = await db.Drafts.FirstOrDefaultAsync(d => d.CallId == callId, ct);
            if (draft is { FinishedAt: not null }) return new FinishedCall(draft.OrderNumber);
            if (draft is null) db.Add(draft = new Draft { CallId = callId, User = user });
            drafts.Fill(draft, finish.Draft with { Revision = Math.Max(draft.Revision, finish.Draft.Revision) }, user);
            draft.FinishedAt = time.GetUtcNow();
            if (!finish.NoOrder) draft.OrderNumber = await OpenAsync(db, draft, ct);
            try
            {
                await db.SaveChangesAsync(ct);
                return new FinishedCall(draft.OrderNumber);
            }
            catch (DbUpdateException) when (attempt < Tries)
            {
                // Somebody took the same number, or the page finished twice: once more from what is stored.
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<string> OpenAsync(CenterDb db, Draft draft, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var day = TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var counter = await db.OrderDays.FirstOrDefaultAsync(d => d.Day == day, ct);
        if (counter is null) db.Add(counter = new OrderDay { Day = day });
        counter.Last++;
        var order = new WorkOrder
        {
            Id = Guid.CreateVersion7(now), Number = $"{day}-{counter.Last:0000}", CallId = draft.CallId, ResidentId = draft.ResidentId, Title = Title(draft.Content!), Content = draft.Content!,
            Category = draft.Category is { Length: > 0 } category ? category : "other", Urgency = draft.Urgency is { Length: > 0 } urgency ? urgency : "ordinary", Address = draft.Address,
            CallbackNumber = draft.CallbackNumber, Confidential = draft.Confidential, Status = OrderStatus.Open, OpenedAt = now, OpenedBy = draft.User,
        };
        order.DueAt = now + DueIn(order);
        db.Add(order);
        return order.Number;
    }

    private static TimeSpan DueIn(WorkOrder order) => (order.Urgency, order.Category) switch
    {
        ("life", _) => TimeSpan.FromHours(1),
        ("urgent", _) or (_, "utilities") => TimeSpan.FromHours(24),
        _ => TimeSpan.FromDays(5),
    };

    private static string Title(string content)
    {
        var line = content.Trim().Split('\n', 2)[0].Trim();
        if (line.Length <= TitleLength) return line;
        // Never half of a character outside the basic plane.
        return line[..(char.IsHighSurrogate(line[TitleLength - 1]) ? TitleLength - 1 : TitleLength)];
    }
}
