using System.Globalization;
using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Routing;

namespace CallCenter.Server.Settings;

/// <summary>What administrators type about skills and overflow, one a line, and what routing understands by it.</summary>
internal static partial class QueuePolicies
{
    private const int MostLines = 10;

    private static readonly Dictionary<string, RingStrategy> Rings = new(StringComparer.Ordinal)
    {
        [RingOrder.LongestIdle] = RingStrategy.LongestIdle, [RingOrder.RoundRobin] = RingStrategy.RoundRobin, [RingOrder.Several] = RingStrategy.Several,
    };

    public static QueueSettings ToRouting(QueueOptions queue) => new(queue.Id, queue.Priority, queue.OfferSeconds, queue.WrapUpSeconds)
    {
        Ring = Rings[queue.Policy.Ring], RingAtOnce = queue.Policy.RingAtOnce, AgeingSeconds = queue.Policy.AgeingSeconds, RelaxSeconds = queue.Policy.RelaxSeconds,
        StickySeconds = queue.Policy.Sticky ? queue.Policy.StickySeconds : null, MissesAllowed = queue.Policy.MissesAllowed,
        CallbackAttempts = queue.Policy.CallbackAttempts, CallbackSeconds = queue.Policy.CallbackMinutes * 60,
        Needs = [.. queue.Policy.Skills.Select(Need)], Overflow = queue.Priority == 1 ? [] : [.. queue.Policy.Overflow.Select(Rule)],
    };

    public static LifePolicy ToRouting(LifeSetting life) => new(life.EverybodyAfter, life.DutyAfter, life.ByNumberAtMost, life.RestMinutes * 60, life.HoldMinutes * 60);

    public static IReadOnlyDictionary<string, int> Levels(IEnumerable<string> skills) => skills.Select(Need).GroupBy(n => n.Skill).ToDictionary(g => g.Key, g => g.Max(n => n.Level));

    public static string? SkillFault(IReadOnlyList<string> lines) => lines.Count > MostLines ? $"At most {MostLines} skills."
        : lines.FirstOrDefault(line => !SkillLine().IsMatch(line)) is { } wrong ? $"'{wrong}' is no skill: a name of small letters and a level 1 to 9 are wanted, such as 'cantonese 3'." : null;

    /// <summary>What is wrong with a queue's overflow, alone and together with the other queues'.</summary>
    public static string? OverflowFault(string id, QueueSetting queue, SiteSnapshot site)
    {
        if (queue.Overflow.Count == 0) return null;
        if (queue.Priority == 1) return "A queue for life does not overflow: nobody who calls for help is sent on.";
        if (queue.Overflow.Count > MostLines) return $"At most {MostLines} rules of overflow.";
        foreach (var line in queue.Overflow)
        {
            if (!OverflowLine().IsMatch(line)) return $"'{line}' is no rule of overflow: 'wait 90 queue orders', 'length 20 queue orders', 'no-agents 30 number 02266660000', 'wait 120 callback' or 'wait 120 voicemail' are.";
            if (Rule(line).To == OverflowTo.Callback && queue.CallbackAttempts == 0) return $"'{line}': nobody of this queue is called back; set the attempts first.";
            if (Rule(line) is { To: OverflowTo.Queue, Target: var target })
            {
                if (target == id) return "A queue cannot overflow into itself.";
                if (site.Queues.FirstOrDefault(q => q.Options.Id == target) is not { Closed: false } open) return $"'{line}': there is no open queue '{target}'.";
                if (open.Options.Priority == 1) return $"'{line}': a queue for life is for alarms alone.";
            }
        }

        return Circle(id, queue, site) is { } circle ? $"Overflow would go round in a circle: {string.Join(" > ", circle)}." : null;
    }

    /// <summary>Queues from the given one back to itself, by whatever rules.</summary>
    private static IReadOnlyList<string>? Circle(string id, QueueSetting queue, SiteSnapshot site)
    {
        var next = site.Queues.ToDictionary(q => q.Options.Id, q => Targets(q.Options.Policy.Overflow), StringComparer.Ordinal);
        next[id] = Targets(queue.Overflow);
        return Walk(id, [id]);

        IReadOnlyList<string>? Walk(string from, IReadOnlyList<string> path)
        {
            foreach (var to in next.GetValueOrDefault(from) ?? [])
            {
                if (to == id) return [.. path, to];
                if (!path.Contains(to) && Walk(to, [.. path, to]) is { } found) return found;
            }

            return null;
        }

        static IReadOnlyList<string> Targets(IEnumerable<string> lines) => [.. lines.Select(Rule).Where(r => r.To == OverflowTo.Queue).Select(r => r.Target)];
    }

    private static SkillNeed Need(string line) => SkillLine().Match(line).Groups is { } parts ? new SkillNeed(parts[1].Value, Number(parts[2].Value)) : throw new FormatException(line);

    private static OverflowRule Rule(string line)
    {
        var parts = OverflowLine().Match(line).Groups;
        var when = parts[1].Value switch { "wait" => OverflowWhen.Wait, "length" => OverflowWhen.Length, _ => OverflowWhen.NoAgents };
        if (parts[5].Success) return new OverflowRule(when, Number(parts[2].Value), parts[5].Value == "voicemail" ? OverflowTo.Voicemail : OverflowTo.Callback, "");
        return parts[3].Success ? new OverflowRule(when, Number(parts[2].Value), OverflowTo.Queue, parts[3].Value) : new OverflowRule(when, Number(parts[2].Value), OverflowTo.Number, parts[4].Value);
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([a-z][a-z-]{0,31}) ([1-9])$", RegexOptions.CultureInvariant)]
    private static partial Regex SkillLine();

    [GeneratedRegex("^(wait|length|no-agents) ([0-9]{1,4}) (?:queue ([a-z][a-z0-9-]{0,31})|number ([+]?[0-9]{3,20})|(callback|voicemail))$", RegexOptions.CultureInvariant)]
    private static partial Regex OverflowLine();
}
