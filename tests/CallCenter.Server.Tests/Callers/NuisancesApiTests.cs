using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Callers;

/// <summary>Marked by an agent, asked for by one supervisor, approved by another.</summary>
public sealed class NuisancesApiTests(ServerHost host) : IClassFixture<ServerHost>
{
    private readonly SiteSettings _settings = host.Services.GetRequiredService<SiteSettings>();
    private static int _calls;

    private async Task<HttpClient> SignedInAsync(string user)
    {
        await Eventually.TrueAsync(() => _settings.Known, TimeSpan.FromSeconds(20), "the settings are read");
        var client = await host.SignedInAsync(user);
        client.DefaultRequestHeaders.Add("X-CallCenter", "1");
        return client;
    }

    private static Task<HttpResponseMessage> MarkAsync(HttpClient client, string call, string reason = "反复辱骂") => client.PostAsJsonAsync("/api/nuisances", new MarkNuisance(call, reason), ServerHost.Json);

    private static Task<HttpResponseMessage> DecideAsync(HttpClient client, NuisanceLine line, string standing, int days = 7) =>
        client.PostAsJsonAsync($"/api/nuisances/{line.Id}/decide", new DecideNuisance(line.Version, standing, days, "屡次骚扰"), ServerHost.Json);

    private static Task<HttpResponseMessage> AnswerAsync(HttpClient client, NuisanceLine line, string what) => client.PostAsJsonAsync($"/api/nuisances/{line.Id}/{what}", new AnswerNuisance(line.Version), ServerHost.Json);

    private async Task<NuisanceLine> LineAsync(HttpClient supervisor, string number)
    {
        var id = _settings.Current.Nuisances[number].Id;
        return (await supervisor.GetAsync<NuisanceList>("/api/nuisances")).Nuisances.Single(n => n.Id.ToString() == id);
    }

    /// <summary>A call in the history from this number, and its mark.</summary>
    private async Task<NuisanceLine> MarkedAsync(HttpClient supervisor, string number)
    {
        var call = $"nuisance.{Interlocked.Increment(ref _calls)}";
        await host.TalkedAsync(call, "agent04", number);
        using var agent = await SignedInAsync("agent04");
        Assert.Equal(HttpStatusCode.NoContent, (await MarkAsync(agent, call)).StatusCode);
        return await LineAsync(supervisor, number);
    }

    [Fact]
    public async Task A_mark_is_listed_with_masked_number_who_and_why_and_the_calls_of_late_and_warns_the_next_agent()
    {
        using var supervisor = await SignedInAsync("supervisor01");
        var line = await MarkedAsync(supervisor, "+8613700000001");
        Assert.Equal(("137****0001", NuisanceStanding.Marked, 1, 1), (line.MaskedNumber, line.Standing, line.Times, line.CallsLately));
        Assert.Equal(("agent04", "反复辱骂"), (line.Marks[0].By, line.Marks[0].Reason));
        await host.AuditedAsync(AuditAction.NuisanceMarked, $"nuisance:{line.Id}");

        using var agent = await SignedInAsync("agent04");
        Assert.Equal(ProblemCode.WrongState, await (await MarkAsync(agent, line.Marks[0].CallId)).CodeAsync());
        line = await MarkedAsync(supervisor, "+8613700000001");
        Assert.Equal((2, 2), (line.Times, line.CallsLately));

        Assert.Equal(ProblemCode.NoPurpose, await (await supervisor.PostEmptyAsync($"/api/nuisances/{line.Id}/reveal-number")).CodeAsync());
        Assert.Equal("13700000001", (await (await supervisor.RevealAsync($"/api/nuisances/{line.Id}/reveal-number")).ReadAsync<RevealedNumber>()).Number);
        await host.AuditedAsync(AuditAction.NumberRevealed, $"nuisance:{line.Id}");
    }

    [Fact]
    public async Task A_call_in_hand_is_marked_before_the_history_has_it_and_a_withheld_number_cannot_be()
    {
        using var agent = await SignedInAsync("agent05");
        var book = host.Services.GetRequiredService<CallBook>();
        book.Open("hand.1", () => new CallEntry("hand.1", "hotline", "12345", host.Time.GetUtcNow()) { Number = "+8613700000002", Agent = "agent05", Stage = CallStage.Talking });
        book.Open("hand.2", () => new CallEntry("hand.2", "hotline", "12345", host.Time.GetUtcNow()) { Number = "anonymous", Agent = "agent05", Stage = CallStage.Talking });
        (await MarkAsync(agent, "hand.1")).EnsureSuccessStatusCode();
        Assert.True(_settings.Current.Nuisances.ContainsKey("+8613700000002"));
        Assert.Equal(ProblemCode.NumberWithheld, await (await MarkAsync(agent, "hand.2")).CodeAsync());
        Assert.Equal(ProblemCode.NotFound, await (await MarkAsync(agent, "never.1")).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await MarkAsync(agent, "hand.1", "x")).CodeAsync());
    }

    [Fact]
    public async Task Blocking_takes_a_second_supervisor_and_lifting_one()
    {
        using var one = await SignedInAsync("supervisor01");
        using var other = await SignedInAsync("supervisor02");
        var line = await MarkedAsync(one, "+8613700000003");
        Assert.Equal(ProblemCode.Invalid, await (await DecideAsync(one, line, NuisanceStanding.Blocked, 31)).CodeAsync());
        Assert.Equal(ProblemCode.WrongState, await (await AnswerAsync(other, line, "approve")).CodeAsync());
        (await DecideAsync(one, line, NuisanceStanding.Blocked)).EnsureSuccessStatusCode();
        line = await LineAsync(one, "+8613700000003");
        Assert.Equal((NuisanceStanding.Marked, NuisanceStanding.Blocked, "supervisor01"), (line.Standing, line.Wish!.Standing, line.Wish.By));
        await host.AuditedAsync(AuditAction.NuisanceAsked, $"nuisance:{line.Id} blocked 7 days");

        Assert.Equal(ProblemCode.SamePerson, await (await AnswerAsync(one, line, "approve")).CodeAsync());
        (await AnswerAsync(other, line, "approve")).EnsureSuccessStatusCode();
        line = await LineAsync(one, "+8613700000003");
        Assert.Equal((NuisanceStanding.Blocked, null, "supervisor01", "supervisor02"), (line.Standing, line.Wish, line.By, line.ApprovedBy));
        Assert.Equal(7, Math.Round((line.Until!.Value - host.Time.GetUtcNow()).TotalDays));

        // Before and after are kept, without the number for those who need not know it.
        using var auditor = await SignedInAsync("audit01");
        var changes = await (await auditor.GetAsync($"/api/admin/settings/nuisances/{line.Id}/changes")).Content.ReadAsStringAsync();
        Assert.Contains("137****0003", changes, StringComparison.Ordinal);
        Assert.DoesNotContain("13700000003", changes, StringComparison.Ordinal);
        using var admin = await SignedInAsync("sysadmin01");
        Assert.DoesNotContain("13700000003", await (await admin.GetAsync("/api/admin/settings")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        (await DecideAsync(one, line, NuisanceStanding.Dismissed)).EnsureSuccessStatusCode();
        line = await LineAsync(one, "+8613700000003");
        Assert.Equal((NuisanceStanding.Dismissed, 0, null), (line.Standing, line.Times, line.Until));
        await host.AuditedAsync(AuditAction.NuisanceLifted, $"nuisance:{line.Id} dismissed");
    }

    [Fact]
    public async Task What_was_asked_for_can_be_refused_and_an_old_page_decides_nothing()
    {
        using var one = await SignedInAsync("supervisor01");
        using var other = await SignedInAsync("supervisor02");
        var old = await MarkedAsync(one, "+8613700000004");
        (await DecideAsync(one, old, NuisanceStanding.Restricted)).EnsureSuccessStatusCode();
        Assert.Equal(ProblemCode.WrongState, await (await DecideAsync(other, old, NuisanceStanding.Dismissed)).CodeAsync());
        (await AnswerAsync(other, await LineAsync(one, "+8613700000004"), "refuse")).EnsureSuccessStatusCode();
        Assert.Equal((NuisanceStanding.Marked, null), ((await LineAsync(one, "+8613700000004")).Standing, (await LineAsync(one, "+8613700000004")).Wish));
    }

    [Fact]
    public async Task A_registered_alarm_number_can_neither_be_restricted_nor_blocked_and_registering_lifts_a_block()
    {
        using var one = await SignedInAsync("supervisor01");
        using var other = await SignedInAsync("supervisor02");
        var line = await MarkedAsync(one, "+8613700000005");
        (await DecideAsync(one, line, NuisanceStanding.Blocked)).EnsureSuccessStatusCode();
        (await AnswerAsync(other, await LineAsync(one, "+8613700000005"), "approve")).EnsureSuccessStatusCode();

        var put = new PutAlarmNumber(0, "013700000005", true, null, "3号楼2单元", new DateOnly(2026, 1, 1));
        (await one.PutAsJsonAsync($"/api/alarm-numbers/{Guid.CreateVersion7()}", put, ServerHost.Json)).EnsureSuccessStatusCode();
        line = await LineAsync(one, "+8613700000005");
        Assert.Equal((NuisanceStanding.Marked, null, true, "alarm"), (line.Standing, line.Until, line.Alarm, line.Reason));
        Assert.Equal(ProblemCode.AlarmNumber, await (await DecideAsync(one, line, NuisanceStanding.Blocked)).CodeAsync());
        Assert.Equal(ProblemCode.AlarmNumber, await (await DecideAsync(one, line, NuisanceStanding.Restricted)).CodeAsync());
    }

    [Fact]
    public async Task Who_is_blocked_is_not_called_back_any_more()
    {
        using var one = await SignedInAsync("supervisor01");
        using var other = await SignedInAsync("supervisor02");
        var line = await MarkedAsync(one, "+8613700000006");
        var routing = host.Services.GetRequiredService<CallCenter.Server.Routing.RoutingLoop>();
        await routing.AskAsync(new CallMissed("missed.block", "hotline", host.Time.GetUtcNow(), "12345", "+8613700000006"), CancellationToken.None);
        Assert.NotNull(routing.State.CallbackOf("+8613700000006"));
        (await DecideAsync(one, line, NuisanceStanding.Blocked)).EnsureSuccessStatusCode();
        (await AnswerAsync(other, await LineAsync(one, "+8613700000006"), "approve")).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => routing.State.CallbackOf("+8613700000006") is null, TimeSpan.FromSeconds(5), "the callback is off the list");
    }

    [Fact]
    public async Task A_call_turned_away_for_its_number_is_counted_apart_from_the_hours_and_says_why()
    {
        await host.ToldAsync(
            new CallTurnedAway("turned.1", "hotline", host.Time.GetUtcNow(), "12345") { Reason = "blocked" }, new CallIdentified("turned.1", "13700000007", "+8613700000007", []), new CallEnded("turned.1", 16, "system"));
        using var supervisor = await SignedInAsync("supervisor01");
        var detail = await supervisor.GetAsync<CallDetail>("/api/calls/turned.1");
        Assert.Equal(CallOutcome.TurnedAway, detail.Call.Outcome);
        Assert.Equal("turned-away-blocked", detail.Events[0].Kind);
    }
}
