using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Server.Messages;
using Microsoft.Extensions.Configuration;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Messages;

public sealed class MessageSettingsTests
{
    private static CenterOptions Load(params (string Name, string Value)[] settings) => CenterOptions.Load(new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("CALLCENTER_DEMO_PASSWORD", "x"), new("CALLCENTER_ARI_PASSWORD", "x"), new("CALLCENTER_NUMBERS", "12345:hotline:28"), new("Queues:0:Id", "hotline"),
        .. settings.Select(s => new KeyValuePair<string, string?>("CALLCENTER_" + s.Name, s.Value)),
    ]).Build());

    private static string FaultOf(params (string Name, string Value)[] settings) => Assert.Throws<SettingsException>(() => Load(settings)).Message;

    [Fact]
    public void A_demo_writes_files_and_a_real_site_without_a_gateway_sends_nothing()
    {
        Assert.Equal(GatewayKind.File, Load().Messages.Kind);
        Assert.Equal(GatewayKind.Off, Load(("DEMO", "0")).Messages.Kind);
    }

    [Fact]
    public void Demo_data_never_reaches_a_real_gateway() => Assert.Contains("CALLCENTER_MESSAGES_URL is a real gateway", FaultOf(("MESSAGES_URL", "https://sms.example.cn/")), StringComparison.Ordinal);

    [Fact]
    public void A_gateway_needs_a_key_and_a_safe_way()
    {
        var key = Path.GetTempFileName();
        File.WriteAllText(key, "0123456789abcdef\n");
        try
        {
            Assert.Contains("KEY_FILE is not set", FaultOf(("DEMO", "0"), ("MESSAGES_URL", "https://sms.example.cn/")), StringComparison.Ordinal);
            Assert.Contains("use https", FaultOf(("DEMO", "0"), ("MESSAGES_URL", "http://sms.example.cn/"), ("MESSAGES_KEY_FILE", key)), StringComparison.Ordinal);
            Assert.Contains("cannot be read", FaultOf(("MESSAGES_KEY_FILE", key + ".none")), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
                Assert.Contains("everybody may read", FaultOf(("MESSAGES_KEY_FILE", key)), StringComparison.Ordinal);
                File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
            var options = Load(("DEMO", "0"), ("MESSAGES_URL", "https://sms.example.cn/"), ("MESSAGES_KEY_FILE", key)).Messages;
            Assert.Equal((GatewayKind.Http, 16), (options.Kind, options.Key.Length));
        }
        finally
        {
            File.Delete(key);
        }
    }

    [Fact]
    public void Quiet_hours_are_two_times_or_none()
    {
        Assert.Equal((new TimeOnly(21, 30), new TimeOnly(8, 0)), Load().Messages.Quiet);
        Assert.Null(Load(("MESSAGES_QUIET", "none")).Messages.Quiet);
        Assert.Contains("CALLCENTER_MESSAGES_QUIET is '9pm'", FaultOf(("MESSAGES_QUIET", "9pm")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_messages_are_off_they_say_so()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_DEMO", "1"));
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal("file", (await agent.GetAsync<MessageChannel>("/api/messages/channel")).Kind);
        // One who is no demo user: those are not let in outside demo mode.
        await using (var db = host.Db()) await db.Users.Where(u => u.UserName == "agent01").ExecuteUpdateAsync(set => set.SetProperty(u => u.Demo, false));
        await host.StopAsync();
        await host.StartAsync(("CALLCENTER_DEMO", "0"));
        using var later = await host.SignedInAsync("agent01");
        Assert.Equal("off", (await later.GetAsync<MessageChannel>("/api/messages/channel")).Kind);
        var template = (await later.GetAsync<List<MessageTemplateLine>>("/api/messages/templates"))[0];
        var wish = new SendMessage(template.Id, "zh", new Dictionary<string, string> { ["name"] = "x", ["matter"] = "x", ["service"] = "x", ["phone"] = "x" }, null, CallCenter.Server.Demo.DemoTown.Id(6, 1));
        Assert.Equal(ProblemCode.MessagesOff, await (await later.PostAsJsonAsync("/api/messages", wish)).CodeAsync());
    }
}
