using System.Diagnostics;
using System.Text;
using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>Registered callers are on the alarm line with nothing of ours but Asterisk, whatever form the carrier sends the number in.</summary>
public sealed class AlarmNumberTests(Exchange exchange, ITestOutputHelper output) : IClassFixture<Exchange>
{
    private const string Alarms = "[02]\n0085291230002 = alarm:6\n[17]\n60017 = alarm:6\n[21]\n2287654321 = alarm:6\n87654321 = alarm:6\n[11]\n13800000911 = alarm:6\n";

    private Task WriteAsync(string text)
    {
        var path = Path.Combine(exchange.Center.Folder, "site", "alarm-numbers.conf");
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("13800000911", true)]
    [InlineData("013800000911", true)]
    [InlineData("8613800000911", true)]
    [InlineData("008613800000911", true)]
    [InlineData("+8613800000911", true)]
    [InlineData("02287654321", true)]
    [InlineData("+862287654321", true)]
    [InlineData("862287654321", true)]
    [InlineData("87654321", true)]
    [InlineData("60017", true)]
    [InlineData("+85291230002", true)]
    [InlineData("0085291230002", true)]
    [InlineData("13800000912", false)]
    [InlineData("0113800000911", false)]
    [InlineData("911", false)]
    [InlineData("anonymous", false)]
    [InlineData("13800000911,x", true)] // what is no number but has one in it: rather an alarm too many
    public async Task A_registered_number_gets_the_alarm_line_in_every_form_a_carrier_sends(string from, bool alarm)
    {
        await WriteAsync(Alarms);
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var clock = Stopwatch.StartNew();
        var caller = await exchange.Town.CallAsync(from, "12345", toneHz: 440);
        var ring = await phone.RingsAsync(TimeSpan.FromSeconds(7));
        output.WriteLine($"{from}: rang after {clock.ElapsedMilliseconds} ms");
        Assert.Equal(alarm ? "alarm" : "hotline", await VariableAsync("CC_QUEUE"));
        Assert.Equal(alarm ? "1" : "0", await VariableAsync("CC_LIFE"));
        Assert.Equal(alarm ? "6" : "28", await VariableAsync("CC_LEASE"));
        // What was dialled stays what was dialled.
        Assert.Equal("12345", await VariableAsync("CC_NUMBER"));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
        await ring.EndedAsync();
    }

    [Fact]
    public async Task A_number_taken_off_the_list_is_an_ordinary_caller_again_and_an_empty_list_is_no_fault()
    {
        await WriteAsync(Alarms);
        await WriteAsync("; none\n");
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var caller = await exchange.Town.CallAsync("13800000911", "12345", toneHz: 440);
        var ring = await phone.RingsAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("hotline", await VariableAsync("CC_QUEUE"));
        await caller.HangUpAsync();
        await ring.EndedAsync();
    }

    [Fact]
    public async Task Twenty_thousand_numbers_cost_a_call_next_to_nothing()
    {
        await WriteAsync(Alarms);
        var few = await LookUpAsync("13800000912");
        var text = new StringBuilder();
        foreach (var section in Enumerable.Range(0, 20_000).Select(n => $"139{n:00000000}").GroupBy(n => n[^2..])) text.Append($"[{section.Key}]\n").AppendJoin('\n', section.Select(n => $"{n} = alarm:6")).Append('\n');
        await WriteAsync(text.ToString());
        var first = await LookUpAsync("13900000000", times: 1);
        var many = await LookUpAsync("13900019999");
        output.WriteLine($"a look-up: {few:0.0} us among four numbers, {many:0.0} us among 20,000; {first / 1000:0.0} ms the first time after a change");
        Assert.True(many < 1000, $"{many} us");
    }

    /// <summary>Microseconds for the whole of context "registered", by Asterisk's own clock: in a dialplan of the test's own, over and over.</summary>
    private async Task<double> LookUpAsync(string number, int times = 2000)
    {
        var file = Path.Combine(exchange.Center.Folder, "etc", "extensions.conf");
        var plan = await File.ReadAllTextAsync(file);
        if (!plan.Contains("[measure]", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(file, plan + """

                [measure]
                exten => s,1,Set(CALLERID(num)=${NUMBER})
                 same => n,Set(TIMES=0)
                 same => n,Set(BEGAN=${STRFTIME(,,%s%6q)})
                 same => n(next),Gosub(registered,s,1)
                 same => n,Set(TIMES=$[${TIMES} + 1])
                 same => n,GotoIf($[${TIMES} < ${ROUNDS}]?next)
                 same => n,Set(GLOBAL(MEASURED)=$[${STRFTIME(,,%s%6q)} - ${BEGAN}])
                 same => n,Hangup()

                """);
            await exchange.Center.CommandAsync("dialplan reload");
        }
        foreach (var set in new[] { "MEASURED 0", $"NUMBER {number}", $"ROUNDS {times}" }) await exchange.Center.CommandAsync("dialplan set global " + set);
        using var made = await exchange.Center.Ari.PostAsync("channels?endpoint=Local/s@measure/n&context=drill&extension=s&priority=1", null);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        var measured = 0.0;
        await Eventually.TrueAsync(async () => double.TryParse(await GlobalAsync("MEASURED"), System.Globalization.CultureInfo.InvariantCulture, out measured) && measured > 0, TimeSpan.FromSeconds(30), "the look-ups are done");
        return measured / times;
    }

    private async Task<string> GlobalAsync(string name)
    {
        using var answer = await exchange.Center.Ari.GetAsync($"asterisk/variable?variable={name}");
        using var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.TryGetProperty("value", out var value) ? value.GetString()! : "";
    }

    /// <summary>Of the one caller there is.</summary>
    private async Task<string> VariableAsync(string name)
    {
        using var channels = System.Text.Json.JsonDocument.Parse(await exchange.Center.Ari.GetStringAsync("channels"));
        var caller = channels.RootElement.EnumerateArray().First(c => c.GetProperty("name").GetString()!.StartsWith("PJSIP/trunk-", StringComparison.Ordinal)).GetProperty("id").GetString();
        using var answer = await exchange.Center.Ari.GetAsync($"channels/{caller}/variable?variable={name}");
        using var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.TryGetProperty("value", out var value) ? value.GetString()! : "";
    }
}
