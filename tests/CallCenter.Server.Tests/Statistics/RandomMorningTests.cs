using CallCenter.Routing;
using CallCenter.Server.Routing;
using CallCenter.Server.Statistics;
using CallCenter.Server.Tests.Routing;
using static CallCenter.Server.Tests.Statistics.ChinaSite;

namespace CallCenter.Server.Tests.Statistics;

/// <summary>Whatever happens, the fold, its repetition and the plain count agree.</summary>
public sealed class RandomMorningTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Live_figures_a_fold_of_the_journal_and_a_restart_give_the_same_numbers()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        DayFigures live;
        string home;
        await using (var site = await OpenAsync())
        {
            for (var i = 1; i <= 3; i++) await site.DoAsync(new AgentSignedIn($"agent0{i}", "browser", ["hotline", "alarm"]), new AgentReady($"agent0{i}"));
            // Asterisk tells of talks in half of the mornings; the others are as in a journal of before.
            if (random.Next(2) == 0) site.Loop.Subscribe(new Joins(site, random).Tell);
            for (var i = 0; i < 1500; i++)
            {
                await PassAsync(site, random.Next(0, 12));
                await site.DoAsync(Next(site, random, i));
                if (i % 500 == 0) _ = site.Figures!.Today;
            }

            foreach (var call in site.State.Calls.Keys.ToArray()) await site.DoAsync(new CallGone(call));
            // Wrap-ups that alarms suspended again and again were given back, and add up.
            await PassAsync(site, 3600);
            await site.Loop.AppliedAsync(default);
            await site.DurableAsync();
            live = site.Figures!.Today;
            var entries = site.Journal.Read(1).ToList();
            var fold = new FiguresFold(China);
            foreach (var entry in entries) fold.Add(entry);
            Assert.Equal(Text(fold.Day(live.Day, fold.At)), Text(live));
            Assert.Empty(FiguresCheck.Compare(live, new PlainFigures(entries, China).Day(live.Day, over: false)));
            output.WriteLine(string.Join(", ", entries.SelectMany(e => e.Decisions.Select(d => d.GetType().Name).Append(e.Input.GetType().Name)).CountBy(name => name).OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}")));
            output.WriteLine($"{live.Total}");
            home = site.CopyHome();
        }

        Assert.True(live.Total is { Answered: > 50, Abandoned: > 20, RingMs: > 0, HoldMs: > 0, TalkMs: > 0, WrapUpMs: > 0 } && live.HalfHours.Count > 2, Text(live));
        await using var again = await OpenAsync(home, Site.Morning.AddHours(6));
        Assert.Equal(Text(live with { Times = new Dictionary<string, AgentTime>() }), Text(again.Figures!.Today with { Times = new Dictionary<string, AgentTime>() }));
    }

    /// <summary>What Asterisk would tell: joins a moment after routing's decision, partings as they are noticed.</summary>
    private sealed class Joins(Site site, Random random)
    {
        private readonly Dictionary<string, string> _joined = [];

        public void Tell(RoutingStep step)
        {
            foreach (var (call, agent) in _joined.ToList())
            {
                var seat = step.State.Agents.GetValueOrDefault(agent);
                if (step.State.Calls.GetValueOrDefault(call) is { Mode: CallMode.Talking } talk && talk.Agent == agent && (seat?.Call == call || seat?.Covered?.Call == call)) continue;
                _joined.Remove(call);
                site.Loop.Post(new TalkStopped(call, agent, step.Entry.At.AddMilliseconds(-random.Next(40))));
            }

            foreach (var connected in step.Entry.Decisions.OfType<Connected>())
            {
                _joined[connected.Call] = connected.Agent;
                site.Loop.Post(new TalkBegan(connected.Call, connected.Agent, step.Entry.At.AddMilliseconds(random.Next(300))));
            }
        }
    }

    private static Input Next(Site site, Random random, int i)
    {
        var offered = site.State.Calls.Values.Where(c => c.Mode == CallMode.Offered).MinBy(c => c.Call, StringComparer.Ordinal);
        var any = site.State.Calls.Values.OrderBy(c => c.Call, StringComparer.Ordinal).ElementAtOrDefault(random.Next(Math.Max(1, site.State.Calls.Count)));
        var talking = site.State.Calls.Values.Where(c => c.Mode == CallMode.Talking).MinBy(c => c.Call, StringComparer.Ordinal);
        return random.Next(11) switch
        {
            < 3 => Call(site, $"c{i}", random.Next(3) == 0 ? "alarm" : "hotline"),
            < 6 when offered is not null => new OfferAnswered(offered.Rings[0].OfferId),
            < 8 when any is not null => new CallGone(any.Call),
            8 when any is { Mode: CallMode.Talking, Agent: { } agent } => random.Next(2) == 0 ? new TalkEnded(any.Call, agent) : new CallReturned(any.Call, agent, site.Time.GetUtcNow().AddSeconds(5)),
            9 => random.Next(2) == 0 ? new WrapUpFinished($"agent0{random.Next(1, 4)}") : new CallSeized(any?.Call ?? "x", $"agent0{random.Next(1, 4)}"),
            10 when talking is not null => random.Next(2) == 0 ? new CallHeld(talking.Call) : new CallResumed(talking.Call),
            _ => new CallHeld("x"),
        };
    }

    private static string Text(DayFigures day) =>
        $"{day.Day} {day.Total} {string.Join(' ', day.Cells)} {string.Join(' ', day.Agents)} {string.Join(' ', day.Times)}";
}
