using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CallCenter.Bench.Recovery;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Routing;

/// <summary>
/// Alarms that find every agent busy: in a talk, in wrap-up, on a break. Each lane has an agent, a line for daily calls and a line for life of its own, so that one lane's alarm never
/// helps itself with another lane's agent; all lanes share the Server, Asterisk and the trunk.
/// </summary>
internal static class PreemptBench
{
    private const int Lanes = 4, Standing = 20, ResidentHz = 440, AlarmHz = 660;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly string[] Busy = ["talking", "talking", "talking", "wrap-up", "break"];

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var alarms = int.TryParse(Environment.GetEnvironmentVariable("CALLCENTER_ALARMS"), CultureInfo.InvariantCulture, out var given) ? given : 1000;
        await using var center = await Center.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DESK_PHONES"] = string.Join(' ', Enumerable.Range(0, Lanes).Select(Crowd.PhoneNumber)) });
        await using var town = await Town.StartAsync(center.Asterisk);
        using var admin = await center.SignInAsync("admin01", null);
        await OpenLinesAsync(admin);
        // They wait for a queue nobody serves, from the first alarm to the last.
        var standing = new List<TownCall>();
        for (var i = 0; i < Standing; i++) standing.Add(await town.CallAsync($"1360000{i:0000}", "8890"));

        var phones = new List<TownPhone>();
        for (var lane = 0; lane < Lanes; lane++) phones.Add(await town.RegisterAsync(Crowd.PhoneNumber(lane)));
        var results = new ConcurrentBag<(string Busy, double Offered, double Bridged)>();
        var (missed, resumed, interrupted, next) = (0, 0, 0, -1);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            var phone = phones[lane];
            using var agent = await center.SignInAsync($"agent{lane + 1:00}", phone.Number);
            while (Interlocked.Increment(ref next) is var n && n < alarms)
            {
                var busy = Busy[n % Busy.Length];
                try
                {
                    var one = new Alarm(town, agent, phone, lane, n);
                    results.Add(await one.RunAsync(busy));
                    if (busy == "talking")
                    {
                        Interlocked.Increment(ref interrupted);
                        if (await one.ResumesAsync()) Interlocked.Increment(ref resumed);
                    }
                }
                catch (Exception fault) when (fault is TimeoutException or HttpRequestException or InvalidOperationException)
                {
                    Interlocked.Increment(ref missed);
                    await System.Console.Error.WriteLineAsync($"preempt: alarm {n} ({busy}) missed: {fault.Message}");
                    await RestAsync(agent, phone);
                }

                if (n % 20 == 19) await System.Console.Error.WriteLineAsync($"preempt: {n + 1} of {alarms}, {Volatile.Read(ref missed)} missed");
            }
        }));
        var waiting = standing.Count(c => !c.IsOver);
        foreach (var caller in standing) await Crowd.HangUpAsync(caller);
        return [
            new("preempt", "alarms", results.Count, "calls", results.Count + missed >= alarms),
            new("preempt", "missed", missed, "alarms", missed == 0),
            new("preempt", "interrupted and not resumed", interrupted - resumed, "calls", resumed == interrupted),
            new("preempt", "callers who waited meanwhile", waiting, "calls", waiting == Standing),
            .. results.GroupBy(r => r.Busy).Append<IEnumerable<(string Busy, double Offered, double Bridged)>>(results).SelectMany(Figures)];
    }

    private static IEnumerable<Measurement> Figures(IEnumerable<(string Busy, double Offered, double Bridged)> group)
    {
        var all = group.ToList();
        if (all.Count == 0) yield break;
        var name = all.Select(r => r.Busy).Distinct().Count() == 1 ? all[0].Busy : "all";
        yield return new("preempt", $"{name}: offered p99", P99([.. all.Select(r => r.Offered)]), "s", P99([.. all.Select(r => r.Offered)]) <= 1);
        yield return new("preempt", $"{name}: both hear, p99", P99([.. all.Select(r => r.Bridged)]), "s", P99([.. all.Select(r => r.Bridged)]) <= 5);
    }

    private static double P99(List<double> values)
    {
        values.Sort();
        return Math.Round(values[(int)Math.Ceiling(values.Count * 0.99) - 1], 3);
    }

    private static async Task OpenLinesAsync(AgentClient admin)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            await admin.PutSettingAsync(SettingSection.Queues, $"daily{lane}", new QueueSetting($"日常{lane}", $"Daily {lane}", 3, 20, 60, true));
            await admin.PutSettingAsync(SettingSection.Queues, $"life{lane}", new QueueSetting($"紧急{lane}", $"Life {lane}", 1, 20, 60, false));
            await admin.PutSettingAsync(SettingSection.Numbers, $"1238{lane}", new NumberSetting($"daily{lane}", 28));
            await admin.PutSettingAsync(SettingSection.Numbers, $"1239{lane}", new NumberSetting($"life{lane}", 6));
            await admin.PutSettingAsync(SettingSection.AgentQueues, $"agent{lane + 1:00}", new AgentQueuesSetting([$"daily{lane}", $"life{lane}"]));
        }
    }

    /// <summary>After a miss: whatever is still up ends, and the lane begins anew.</summary>
    private static async Task RestAsync(AgentClient agent, TownPhone phone)
    {
        while (phone.HasRung) await Crowd.HangUpAsync(await phone.RingsAsync(TimeSpan.FromSeconds(1)));
        await Task.Delay(TimeSpan.FromSeconds(5));
        if (await agent.SnapshotAsync() is { State: AgentState.WrapUp, Call: { } call }) await agent.FinishAsync(call.CallId);
    }

    private sealed class Alarm(Town town, AgentClient agent, TownPhone phone, int lane, int number)
    {
        private TownCall? _resident;

        public async Task<(string, double, double)> RunAsync(string busy)
        {
            await ReadyAsync();
            if (busy != "break") await TalkAsync();
            if (busy == "wrap-up")
            {
                await _resident!.HangUpAsync();
                await agent.BecomesAsync(AgentState.WrapUp);
            }
            else if (busy == "break")
            {
                await agent.BreakAsync();
            }

            var clock = Stopwatch.StartNew();
            var alarm = await town.CallAsync(Number("139"), $"1239{lane}", AlarmHz);
            try
            {
                TownCall ring;
                double offered;
                if (busy == "talking")
                {
                    AgentSnapshot? seen = null;
                    while ((seen = await agent.SnapshotAsync()).Alarm is null && clock.Elapsed < Patience) await Task.Delay(10);
                    offered = clock.Elapsed.TotalSeconds;
                    if (seen.Alarm is null) throw new TimeoutException("The agent was not asked.");
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    await agent.PostAsync($"/api/calls/{seen.Alarm.CallId}/answer");
                    ring = _ring!;
                }
                else
                {
                    ring = await phone.RingsAsync(Patience);
                    offered = clock.Elapsed.TotalSeconds;
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    await ring.AnswerAsync(Desk.ToneHz);
                }

                await Task.WhenAll(alarm.HearsAsync(Desk.ToneHz, Patience), ring.HearsAsync(AlarmHz, Patience));
                var bridged = clock.Elapsed.TotalSeconds;
                await alarm.HangUpAsync();
                await ring.EndedAsync(Patience);
                await FinishAsync();
                return (busy, offered, bridged);
            }
            finally
            {
                await Crowd.HangUpAsync(alarm);
                if (busy != "talking" && _resident is not null) await Crowd.HangUpAsync(_resident);
            }
        }

        /// <summary>The interrupted resident has the same agent again.</summary>
        public async Task<bool> ResumesAsync()
        {
            try
            {
                var ring = await phone.RingsAsync(Patience);
                await ring.AnswerAsync(Desk.ToneHz);
                var heard = await Crowd.HearEachOtherAsync(_resident!, ring, Patience);
                await Crowd.HangUpAsync(_resident!);
                await FinishAsync();
                return heard;
            }
            catch (TimeoutException)
            {
                await Crowd.HangUpAsync(_resident!);
                return false;
            }
        }

        private TownCall? _ring;

        private async Task TalkAsync()
        {
            _resident = await town.CallAsync(Number("138"), $"1238{lane}", ResidentHz);
            _ring = await phone.RingsAsync(Patience);
            await _ring.AnswerAsync(Desk.ToneHz);
            if (!await Crowd.HearEachOtherAsync(_resident, _ring, Patience)) throw new TimeoutException("Resident and agent do not hear each other.");
        }

        private async Task ReadyAsync()
        {
            if ((await agent.SnapshotAsync()).State is AgentState.Break or AgentState.Offline) await agent.ReadyAsync();
            await agent.BecomesAsync(AgentState.Ready);
        }

        private async Task FinishAsync()
        {
            await Eventually.TrueAsync(async () => (await agent.SnapshotAsync()).State is not (AgentState.Talking or AgentState.Offered), Patience, "the talk is over");
            if (await agent.SnapshotAsync() is { State: AgentState.WrapUp, Call: { } call }) await agent.FinishAsync(call.CallId);
        }

        private string Number(string prefix) => prefix + number.ToString("00000000", CultureInfo.InvariantCulture);
    }
}
