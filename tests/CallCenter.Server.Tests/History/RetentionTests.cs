using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Data.Messages;
using CallCenter.Data.Residents;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.History;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.History;

public sealed class RetentionTests
{
    [Fact]
    public async Task Recordings_go_when_their_time_is_over_unless_a_hold_keeps_them_and_that_is_audited()
    {
        await using var host = new ServerHost();
        await StartAsync(host);
        var folder = Directory.CreateDirectory(Path.Combine(host.Paths.Recordings, "2026-01-01")).FullName;
        foreach (var call in new[] { "old.1", "old.2", "new.1" })
        {
            await host.TalkedAsync(call, "agent01");
            await host.ToldAsync(new RecordingStored(call, $"2026-01-01/{call}.ogg", 2, 100));
            await File.WriteAllTextAsync(Path.Combine(folder, $"{call}.ogg.enc"), "sealed");
            await File.WriteAllTextAsync(Path.Combine(folder, $"{call}.peaks.enc"), "sealed");
        }
        await using (var db = host.Db())
        {
            var longAgo = host.Time.GetUtcNow().AddDays(-31);
            await db.Recordings.Where(r => r.CallId != "new.1").ExecuteUpdateAsync(set => set.SetProperty(r => r.StoredAt, longAgo));
        }
        using var security = await host.SignedInAsync("secadmin01");
        Assert.Equal(ProblemCode.Invalid, await (await security.PutAsJsonAsync("/api/holds/old.1", new PlaceHold(" "))).CodeAsync());
        Assert.Equal(ProblemCode.NotFound, await (await security.PutAsJsonAsync("/api/holds/nobody.1", new PlaceHold("a complaint"))).CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await security.PutAsJsonAsync("/api/holds/old.1", new PlaceHold("complaint 17"))).StatusCode);
        Assert.Equal("complaint 17", (await host.AuditedAsync(AuditAction.HoldPlaced, "call:old.1")).Purpose);

        var report = await security.GetAsync<RetentionReport>("/api/retention");
        Assert.Equal((30, 1, 1, "old.2"), (report.Days, report.Due, report.Holds, Assert.Single(report.First).CallId));
        Assert.True(File.Exists(Path.Combine(folder, "old.2.ogg.enc")), "a listing deletes nothing");

        var retention = host.Services.GetRequiredService<Retention>();
        Assert.Equal(1, await retention.DeleteDueAsync(CancellationToken.None));
        Assert.Equal(["new.1.ogg.enc", "new.1.peaks.enc", "old.1.ogg.enc", "old.1.peaks.enc"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Retention.User, (await host.AuditedAsync(AuditAction.RecordingDeleted, "call:old.2")).User);
        using var supervisor = await host.SignedInAsync("supervisor01");
        Assert.Equal(ProblemCode.NotFound, await (await supervisor.GetAsync("/api/calls/old.2/recording")).CodeAsync());
        Assert.Null((await supervisor.GetAsync<CallDetail>("/api/calls/old.2")).Recording);
        Assert.Equal(RecordingState.None, (await supervisor.GetAsync<CallPage>("/api/calls")).Calls.Single(call => call.CallId == "old.2").Recording);

        Assert.Equal("old.1", Assert.Single(await security.GetAsync<List<HoldLine>>("/api/holds")).CallId);
        var lift = new HttpRequestMessage(HttpMethod.Delete, "/api/holds/old.1");
        lift.Headers.Add("X-CallCenter", "1");
        Assert.Equal(HttpStatusCode.NoContent, (await security.SendAsync(lift)).StatusCode);
        Assert.Equal(1, await retention.DeleteDueAsync(CancellationToken.None));
        Assert.Equal(0, await retention.DeleteDueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_will_not_go_keeps_no_other_and_is_told_and_audited_once()
    {
        await using var host = new ServerHost();
        await StartAsync(host);
        await OldAsync(host, "stuck.1", "gone.1");
        // A folder of that name is no file that can be deleted.
        var stuck = Directory.CreateDirectory(Path.Combine(host.Paths.Recordings, "2026-01-01", "stuck.1.ogg.enc")).FullName;
        var retention = host.Services.GetRequiredService<Retention>();
        Assert.Equal(1, await retention.DeleteDueAsync(CancellationToken.None));
        Assert.Equal(0, await retention.DeleteDueAsync(CancellationToken.None));
        Assert.Equal(0, await retention.DeleteDueAsync(CancellationToken.None));
        await using var db = host.Db();
        Assert.Equal((1, 1), (await db.AuditEntries.CountAsync(e => e.Subject == "call:stuck.1"), await db.AuditEntries.CountAsync(e => e.Subject == "call:gone.1")));
        Assert.Equal((1, 0), (await db.Recordings.CountAsync(r => r.CallId == "stuck.1" && r.DeletedAt == null), await db.Recordings.CountAsync(r => r.CallId == "gone.1" && r.DeletedAt == null)));
        Directory.Delete(stuck);
        Assert.Equal(1, await retention.DeleteDueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_clock_nobody_keeps_deletes_nothing_when_it_is_far_beyond_the_newest_call_or_has_jumped()
    {
        await using var host = new ServerHost();
        await StartAsync(host);
        await OldAsync(host, "old.1");
        var retention = host.Services.GetRequiredService<Retention>();
        retention.ClockIsKept = () => false;
        host.Time.Advance(TimeSpan.FromDays(40));
        Assert.Equal(0, await retention.DeleteDueAsync(CancellationToken.None));
        // A call that came now would vouch for it, had the clock not just jumped.
        await host.TalkedAsync("now.1", "agent01");
        var clock = host.Services.GetRequiredService<CallCenter.Server.Operations.Watch.ClockProbe>();
        await clock.ReadAsync(WatchLevel.Ok, default);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await clock.ReadAsync(WatchLevel.Ok, default);
        Assert.Equal(0, await retention.DeleteDueAsync(CancellationToken.None));
        retention.ClockIsKept = () => true;
        Assert.Equal(1, await retention.DeleteDueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Messages_go_when_their_time_is_over_with_the_gateways_reports_unless_they_wait_or_a_hold_keeps_them()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_MESSAGE_DAYS", "30"));
        await host.Services.GetRequiredService<Retention>().FirstLook.WaitAsync(TimeSpan.FromSeconds(30));
        var (old, recent) = (host.Time.GetUtcNow().AddDays(-31), host.Time.GetUtcNow().AddDays(-29));
        var template = new MessageTemplate { Id = Guid.CreateVersion7(), Name = "t", Version = 1, TextZh = "t", TextEn = "t", State = TemplateState.Approved, WrittenBy = "a", ApprovedBy = "b" };
        await using (var db = host.Db())
        {
            db.Add(template);
            foreach (var (text, at, call) in new[] { ("gone", old, null), ("held", old, "held.1"), ("recent", recent, null) })
            {
                var message = new Message { Id = Guid.CreateVersion7(), To = "+8613800000001", TemplateId = template.Id, Language = "zh", Arguments = "{}", Text = text, Sender = "agent01", QueuedAt = at, ExpiresAt = at, CallId = call };
                message.Become(MessageState.Sent, at);
                db.Add(message);
                db.Add(new MessageReceipt { Id = Guid.CreateVersion7(), Event = text, MessageId = message.Id, State = MessageState.Sent, At = at, ReceivedAt = at, Raw = [1] });
                db.Add(new InboundMessage { Id = Guid.CreateVersion7(), Event = text, From = "+8613800000001", Text = text, At = at, ReceivedAt = at, Raw = [1] });
            }
            db.Add(new Message { Id = Guid.CreateVersion7(), To = "+8613800000001", TemplateId = template.Id, Language = "zh", Arguments = "{}", Text = "waits", Sender = "agent01", QueuedAt = old, NextAttemptAt = host.Time.GetUtcNow().AddDays(1), ExpiresAt = host.Time.GetUtcNow().AddDays(2) });
            // The page of the held call shows this one: it came from its number.
            db.Add(new InboundMessage { Id = Guid.CreateVersion7(), Event = "theirs", From = "+8613800000009", Text = "theirs", At = old, ReceivedAt = old, Raw = [1] });
            db.Add(new CallCenter.Data.Calls.Call { Id = "held.1", Number = "+8613800000009", ArrivedAt = old });
            db.Add(new CallCenter.Data.Calls.LegalHold { CallId = "held.1", Reason = "x", PlacedBy = "secadmin01", PlacedAt = old });
            await db.SaveChangesAsync();
        }
        using var security = await host.SignedInAsync("secadmin01");
        var report = await security.GetAsync<RetentionReport>("/api/retention");
        Assert.Equal((30, 3), (report.MessageDays, report.MessagesDue));
        var retention = host.Services.GetRequiredService<Retention>();
        retention.ClockIsKept = () => true;
        Assert.Equal(3, await retention.DeleteMessagesAsync(CancellationToken.None));
        await using var left = host.Db();
        Assert.Equal(["held", "recent", "waits"], await left.Messages.Select(m => m.Text).Order().ToListAsync());
        Assert.Equal(["recent", "theirs"], await left.InboundMessages.Select(m => m.Text).Order().ToListAsync());
        Assert.Equal(["held", "recent"], await left.MessageReceipts.Select(r => r.Event).Order().ToListAsync());
        var audited = await left.AuditEntries.Where(e => e.Action == AuditAction.MessagesDeleted).OrderBy(e => e.Seq).ToListAsync();
        Assert.Equal([("1", Retention.User), ("2", Retention.User)], audited.Select(e => (e.Subject.Split(' ')[0], e.User)).Order());
        Assert.Equal(0, await retention.DeleteMessagesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Care_notes_go_so_long_after_their_consent_is_over_unless_a_hold_on_a_call_of_the_resident_keeps_them()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_CARE_NOTE_DAYS", "30"));
        var retention = host.Services.GetRequiredService<Retention>();
        await retention.FirstLook.WaitAsync(TimeSpan.FromSeconds(30));
        retention.ClockIsKept = () => true;
        var now = host.Time.GetUtcNow();
        var consents = new Dictionary<string, Guid>();
        await using (var db = host.Db())
        {
            var residents = await db.Residents.OrderBy(r => r.Id).Select(r => r.Id).Take(3).ToListAsync();
            foreach (var (text, resident, expires, withdrawn) in new (string, Guid, DateTimeOffset, DateTimeOffset?)[]
            {
                ("stands", residents[0], now.AddDays(1), null), ("expired", residents[0], now.AddDays(-31), null), ("withdrawn", residents[0], now.AddDays(100), now.AddDays(-31)),
                ("not yet", residents[0], now.AddDays(-29), null), ("called", residents[1], now.AddDays(-31), null), ("named", residents[2], now.AddDays(-31), null),
            })
            {
                var consent = new Consent { Id = consents[text] = Guid.CreateVersion7(), ResidentId = resident, Purpose = "急救", GivenBy = "本人", GivenAt = now.AddDays(-200), ExpiresAt = expires, WithdrawnAt = withdrawn, RecordedBy = "agent01" };
                db.AddRange(consent, new CareNote { Id = Guid.CreateVersion7(), ConsentId = consent.Id, Kind = "health", Text = text, WrittenAt = consent.GivenAt, WrittenBy = "agent01" });
            }
            foreach (var (call, resident) in new[] { ("held.1", (Guid?)residents[1]), ("held.2", null) })
            {
                db.Add(new CallCenter.Data.Calls.Call { Id = call, Number = "+8613800000009", ArrivedAt = now, ResidentId = resident });
                db.Add(new CallCenter.Data.Calls.LegalHold { CallId = call, Reason = "x", PlacedBy = "secadmin01", PlacedAt = now });
            }
            db.Add(new CallCenter.Data.Calls.CallResident { CallId = "held.2", ResidentId = residents[2] });
            await db.SaveChangesAsync();
        }
        using var security = await host.SignedInAsync("secadmin01");
        var report = await security.GetAsync<RetentionReport>("/api/retention");
        Assert.Equal((30, 2), (report.CareNoteDays, report.CareNotesDue));
        Assert.Equal(2, await retention.DeleteCareNotesAsync(CancellationToken.None));
        await using var left = host.Db();
        Assert.Equal(["called", "named", "not yet", "stands"], await left.CareNotes.Select(n => n.Text).Where(text => consents.Keys.Contains(text)).Order().ToListAsync());
        Assert.Equal(consents.Count, await left.Consents.CountAsync(c => consents.Values.Contains(c.Id)));
        Assert.Equal(new[] { "expired", "withdrawn" }.Select(text => $"consent:{consents[text]}").Order(), await left.AuditEntries.Where(e => e.Action == AuditAction.CareNotesDeleted && e.User == Retention.User).Select(e => e.Subject).Order().ToListAsync());
        await left.LegalHolds.ExecuteDeleteAsync();
        Assert.Equal(2, await retention.DeleteCareNotesAsync(CancellationToken.None));
        // And with a clock that cannot be believed nothing goes.
        retention.ClockIsKept = () => false;
        host.Time.Advance(TimeSpan.FromDays(40));
        Assert.Equal(0, await retention.DeleteCareNotesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_hold_that_comes_while_a_run_is_under_way_keeps_what_has_not_gone_yet()
    {
        await using var host = new ServerHost();
        await StartAsync(host);
        await OldAsync(host, "first.1", "middle.1", "last.1");
        // Between the look at what is due and the deletion itself, and for one whose turn has not come.
        var audit = new HoldingAudit(host, placedAt: "first.1", "first.1", "last.1");
        var retention = ActivatorUtilities.CreateInstance<Retention>(host.Services, audit);
        Assert.Equal(1, await retention.DeleteDueAsync(CancellationToken.None));
        await using var db = host.Db();
        Assert.Equal(["first.1", "last.1"], await db.Recordings.Where(r => r.DeletedAt == null).Select(r => r.CallId).Order().ToListAsync());
        Assert.Equal(["call:first.1 " + AuditAction.RecordingDeleted, "call:first.1 " + AuditAction.RecordingKept, "call:middle.1 " + AuditAction.RecordingDeleted], audit.Recorded);
        Assert.True(File.Exists(Path.Combine(host.Paths.Recordings, "2026-01-01", "first.1.ogg.enc")));
    }

    /// <summary>Somebody places holds in the moment in which the deletion of one recording is written to the log.</summary>
    private sealed class HoldingAudit(ServerHost host, string placedAt, params string[] held) : IAudit
    {
        public List<string> Recorded { get; } = [];

        public async Task Record(string user, string action, string subject, string? callId = null, string? address = null, string? purpose = null)
        {
            Recorded.Add($"{subject} {action}");
            if (callId != placedAt || action != AuditAction.RecordingDeleted) return;
            await using var db = host.Db();
            db.LegalHolds.AddRange(held.Select(call => new CallCenter.Data.Calls.LegalHold { CallId = call, Reason = "x", PlacedBy = "secadmin01", PlacedAt = host.Time.GetUtcNow() }));
            await db.SaveChangesAsync();
        }
    }

    /// <summary>Keeps recordings for 30 days; the look at the start, which would delete beside the test, is over.</summary>
    private static async Task StartAsync(ServerHost host)
    {
        await host.StartAsync(("CALLCENTER_RECORDING_DAYS", "30"));
        await host.Services.GetRequiredService<Retention>().FirstLook.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Recordings of these calls, a month and a day old.</summary>
    private static async Task OldAsync(ServerHost host, params string[] calls)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Paths.Recordings, "2026-01-01")).FullName;
        await using var db = host.Db();
        for (var n = 0; n < calls.Length; n++)
        {
            await host.TalkedAsync(calls[n], "agent01");
            await host.ToldAsync(new RecordingStored(calls[n], $"2026-01-01/{calls[n]}.ogg", 2, 100));
            if (calls[n] != "stuck.1") await File.WriteAllTextAsync(Path.Combine(folder, $"{calls[n]}.ogg.enc"), "sealed");
            var (call, at) = (calls[n], host.Time.GetUtcNow().AddDays(-31).AddSeconds(n));
            await db.Recordings.Where(r => r.CallId == call).ExecuteUpdateAsync(set => set.SetProperty(r => r.StoredAt, at));
        }
    }

    [Fact]
    public async Task Whole_numbers_are_given_with_their_purpose_audited_and_not_in_bulk()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        using var agent = await host.SignedInAsync("agent03");
        var wang = Assert.Single(await agent.GetAsync<List<ResidentLine>>("/api/residents?q=13800000001")).Id;
        Assert.Equal("13800000001", (await (await agent.RevealAsync($"/api/residents/{wang}/reveal-number", "回访")).ReadAsync<RevealedNumber>()).Number);
        Assert.Equal("回访", (await host.AuditedAsync(AuditAction.NumberRevealed, $"resident:{wang}")).Purpose);
        HttpResponseMessage answer;
        var given = 1;
        while ((answer = await agent.RevealAsync($"/api/residents/{wang}/reveal-number")).IsSuccessStatusCode && given < 100) given++;
        Assert.Equal((60, ProblemCode.TooMany), (given, await answer.CodeAsync()));
        // Others are not kept waiting by it.
        using var other = await host.SignedInAsync("agent04");
        Assert.True((await other.RevealAsync($"/api/residents/{wang}/reveal-number")).IsSuccessStatusCode);
    }
}
