using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Settings;

/// <summary>Two people of the duty roster exchange their shifts.</summary>
public sealed class DutySwapTests
{
    private static readonly DateTimeOffset From = new(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(8));
    private static readonly DutySetting First = new(From, From.AddHours(12), "王值班", "13900000001"), Second = new(From.AddHours(12), From.AddHours(24), "李值班", "13900000002");

    [Fact]
    public async Task Both_shifts_change_hands_in_one_step_and_both_changes_are_recorded_with_before_and_after()
    {
        await using var host = new ServerHost();
        using var admin = await RosterAsync(host);
        var pair = await (await SwapAsync(admin, 1, 1)).ReadAsync<DutyPair>();
        Assert.Equal([First with { Name = Second.Name, Number = Second.Number }, Second with { Name = First.Name, Number = First.Number }], host.Services.GetRequiredService<SiteSettings>().Current.Duty);
        Assert.Equal((2, 2), (pair.One.Version, pair.Other.Version));
        foreach (var (id, before, after) in new[] { ("day", "王值班", "李值班"), ("night", "李值班", "王值班") })
        {
            var change = (await admin.GetAsync<List<SettingChangeLine>>($"/api/admin/settings/duty/{id}/changes"))[0];
            Assert.Equal(("admin01", before, after), (change.User, change.Before!.Value.GetProperty("name").GetString(), change.After!.Value.GetProperty("name").GetString()));
            await host.AuditedAsync(AuditAction.SettingChanged, $"duty/{id}@2 {SiteSettings.Digest(change.Before.Value.GetRawText(), change.After.Value.GetRawText())}");
        }
    }

    [Fact]
    public async Task The_second_administrator_is_shown_both_shifts_as_they_are_and_nothing_is_half_done()
    {
        await using var host = new ServerHost();
        using var admin = await RosterAsync(host);
        await PutAsync(admin, "night", 1, Second with { Name = "赵值班" });
        var answer = await SwapAsync(admin, 1, 1);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var now = (await answer.Content.ReadFromJsonAsync<DutyPair>(ServerHost.Json))!;
        Assert.Equal((1, "王值班", 2, "赵值班"), (now.One.Version, now.One.Value.GetProperty("name").GetString(), now.Other.Version, now.Other.Value.GetProperty("name").GetString()));
        Assert.Equal(["王值班", "赵值班"], host.Services.GetRequiredService<SiteSettings>().Current.Duty.Select(shift => shift.Name));
    }

    [Fact]
    public async Task A_shift_is_swapped_with_another_that_is_there_and_not_where_the_environment_says_who_is_called()
    {
        await using var host = new ServerHost();
        using (var admin = await RosterAsync(host))
        {
            Assert.Equal(ProblemCode.Invalid, await (await SwapAsync(admin, 1, 1, other: "day")).CodeAsync());
            Assert.Equal(ProblemCode.NotFound, await (await SwapAsync(admin, 1, 1, other: "gone")).CodeAsync());
        }
        await host.StopAsync();
        await host.StartAsync(("CALLCENTER_DUTY_NUMBER", "13900000009"));
        using var again = await AdminAsync(host);
        Assert.Equal(ProblemCode.WrongState, await (await SwapAsync(again, 1, 1)).CodeAsync());
    }

    private static async Task<HttpClient> RosterAsync(ServerHost host)
    {
        await host.StartAsync();
        var admin = await AdminAsync(host);
        await PutAsync(admin, "day", 0, First);
        await PutAsync(admin, "night", 0, Second);
        return admin;
    }

    private static async Task<HttpClient> AdminAsync(ServerHost host)
    {
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<SiteSettings>().Known, TimeSpan.FromSeconds(20), "the settings are read");
        return await host.SignedInAsync("admin01");
    }

    private static async Task PutAsync(HttpClient admin, string id, long version, DutySetting shift) =>
        await (await admin.PutAsJsonAsync($"/api/admin/settings/duty/{id}", new PutSetting(version, SettingKind.Write(shift)), ServerHost.Json)).ReadAsync<SettingItem>();

    private static Task<HttpResponseMessage> SwapAsync(HttpClient admin, long oneVersion, long otherVersion, string other = "night") =>
        admin.PostAsJsonAsync("/api/admin/duty/swap", new SwapDuties("day", oneVersion, other, otherVersion), ServerHost.Json);
}
