using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Settings;

/// <summary>Skills, overflow and the alarm's ladder as administrators type them.</summary>
public sealed class QueuePolicySettingsTests(ServerHost host) : IClassFixture<ServerHost>, IAsyncLifetime
{
    private readonly RoutingLoop _routing = host.Services.GetRequiredService<RoutingLoop>();
    private readonly SiteSettings _settings = host.Services.GetRequiredService<SiteSettings>();
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        await Eventually.TrueAsync(() => _settings.Known, TimeSpan.FromSeconds(20), "the settings are read");
        _admin = await host.SignedInAsync("admin01");
        _admin.DefaultRequestHeaders.Add("X-CallCenter", "1");
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }

    private static QueueSetting Queue(params string[] overflow) => new("队列", "Queue", 3, 20, 60, true) { Overflow = overflow };

    private async Task<HttpResponseMessage> PutAsync<T>(string section, string id, T value)
    {
        var known = (await _admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.FirstOrDefault(i => i.Section == section && i.Id == id);
        return await _admin.PutAsJsonAsync($"/api/admin/settings/{section}/{id}", new PutSetting(known?.Version ?? 0, SettingKind.Write(value)), ServerHost.Json);
    }

    private async Task RefusedAsync<T>(string section, string id, T value, string sentence)
    {
        using var answer = await PutAsync(section, id, value);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task StoredAsync<T>(string section, string id, T value)
    {
        using var answer = await PutAsync(section, id, value);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Overflow_that_goes_round_in_a_circle_is_refused_with_the_way_it_would_go()
    {
        await StoredAsync(SettingSection.Queues, "ring-a", Queue());
        await StoredAsync(SettingSection.Queues, "ring-b", Queue("wait 60 queue ring-a"));
        await StoredAsync(SettingSection.Queues, "ring-c", Queue("length 5 queue ring-b", "no-agents 10 number 02266660000"));
        await RefusedAsync(SettingSection.Queues, "ring-a", Queue("wait 30 queue ring-c"), "ring-a > ring-c > ring-b > ring-a");
        await RefusedAsync(SettingSection.Queues, "ring-a", Queue("wait 30 queue ring-a"), "into itself");
        // A queue that others overflow into stays open.
        using var away = await _admin.DeleteAsync($"/api/admin/settings/queues/ring-a?version=1");
        Assert.Equal(HttpStatusCode.Conflict, away.StatusCode);
    }

    [Theory]
    [InlineData("wait 60 queue nowhere", "no open queue 'nowhere'")]
    [InlineData("wait 60 queue alarm", "for life is for alarms alone")]
    [InlineData("wait soon queue orders", "no rule of overflow")]
    [InlineData("wait 60 number 12;rm", "no rule of overflow")]
    [InlineData("wait 60 fax", "no rule of overflow")]
    public async Task A_rule_that_leads_nowhere_is_refused(string rule, string sentence) => await RefusedAsync(SettingSection.Queues, "typed", Queue(rule), sentence);

    [Fact]
    public async Task A_queue_for_life_does_not_overflow()
    {
        await RefusedAsync(SettingSection.Queues, "life2", Queue("wait 60 queue orders") with { Priority = 1 }, "does not overflow");
        await RefusedAsync(SettingSection.Queues, "life2", Queue("wait 60 voicemail") with { Priority = 1 }, "does not overflow");
    }

    [Fact]
    public async Task A_queue_may_ask_for_messages_also_where_nobody_is_called_back()
    {
        await StoredAsync(SettingSection.Queues, "spoken", Queue("no-agents 30 voicemail") with { CallbackAttempts = 0 });
        await Eventually.TrueAsync(() => _routing.State.Queues.ContainsKey("spoken"), TimeSpan.FromSeconds(5), "routing knows the queue");
        Assert.Equal(new OverflowRule(OverflowWhen.NoAgents, 30, OverflowTo.Voicemail, ""), Assert.Single(_routing.State.Queues["spoken"].Overflow));
    }

    [Fact]
    public async Task What_is_typed_reaches_routing_without_a_restart()
    {
        await StoredAsync(SettingSection.Queues, "policy", Queue("wait 90 queue orders") with
        {
            Ring = RingOrder.Several, RingAtOnce = 3, AgeingSeconds = 120, Skills = ["counselling 2"], RelaxSeconds = 15, Sticky = true, StickySeconds = 20, MissesAllowed = 2,
        });
        await Eventually.TrueAsync(() => _routing.State.Queues.ContainsKey("policy"), TimeSpan.FromSeconds(5), "routing knows the queue");
        var queue = _routing.State.Queues["policy"];
        Assert.Equal((RingStrategy.Several, 3, 120, 15, 20, 2), (queue.Ring, queue.RingAtOnce, queue.AgeingSeconds, queue.RelaxSeconds, queue.StickySeconds, queue.MissesAllowed));
        Assert.Equal(new SkillNeed("counselling", 2), Assert.Single(queue.Needs));
        Assert.Equal(new OverflowRule(OverflowWhen.Wait, 90, OverflowTo.Queue, "orders"), Assert.Single(queue.Overflow));

        await StoredAsync(SettingSection.Life, LifeSetting.Id, new LifeSetting(5, 12, 1, 20, 4));
        await Eventually.TrueAsync(() => _routing.State.Life == new LifePolicy(5, 12, 1, 1200, 240), TimeSpan.FromSeconds(5), "routing knows the alarm's ladder");
        await RefusedAsync(SettingSection.Life, LifeSetting.Id, new LifeSetting(20, 10), "DutyAfter");
    }

    [Fact]
    public async Task An_agents_skills_reach_the_seat_and_nonsense_is_refused()
    {
        await _routing.AskAsync(new AgentSignedIn("agent02", "browser", _settings.Current.QueuesOf("agent02"), _settings.Current.SkillsOf("agent02")), CancellationToken.None);
        await StoredAsync(SettingSection.AgentQueues, "agent02", new AgentQueuesSetting(["hotline"]) { Skills = ["cantonese 3", "counselling 1"] });
        await Eventually.TrueAsync(() => _routing.State.Agents["agent02"].Skills.GetValueOrDefault("cantonese") == 3, TimeSpan.FromSeconds(5), "the seat has the skill");
        await RefusedAsync(SettingSection.AgentQueues, "agent02", new AgentQueuesSetting(["hotline"]) { Skills = ["cantonese 12"] }, "no skill");
    }
}
