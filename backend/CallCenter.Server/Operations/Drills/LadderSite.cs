using System.Globalization;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Operations.Drills;

/// <summary>What of a home the drill needs: the way to its Asterisk, and the ladder as the dialplan reads it.</summary>
/// <param name="Number">The first number for life.</param>
/// <param name="Duty">Who is on duty now, as the dialplan has it; null: nobody.</param>
internal sealed record LadderSite(int AriPort, string AriPassword, string Number, string? Duty, TimeSpan EverybodyAfter, TimeSpan DutyAfter)
{
    /// <exception cref="LadderException">No home of ours, or one without a number for life.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LadderSite Load(HomePaths paths)
    {
        if (!File.Exists(Path.Combine(paths.Home, "secrets"))) throw new LadderException($"{paths.Home} is no home of a call centre: set CALLCENTER_HOME.");
        var (ports, secrets) = (Lines(Path.Combine(paths.Home, "ports")), Lines(Path.Combine(paths.Home, "secrets")));
        var sections = Sections(Path.Combine(paths.Asterisk, "site", "site.conf"));
        var number = sections.FirstOrDefault(s => s.Values.GetValueOrDefault("life") == "1").Name ?? throw new LadderException("There is no number for life: give one a queue of priority 1 (administration, numbers).");
        var duty = sections.FirstOrDefault(s => s.Name == "duty").Values?.GetValueOrDefault("number");
        var life = Life(Path.Combine(paths.Home, "settings.json"));
        return new(int.Parse(ports["ARI_PORT"], CultureInfo.InvariantCulture), secrets["ARI_PASSWORD"], number, string.IsNullOrEmpty(duty) ? null : duty,
            TimeSpan.FromSeconds(life.EverybodyAfter), TimeSpan.FromSeconds(life.DutyAfter));
    }

    private static LifeSetting Life(string file)
    {
        if (!File.Exists(file)) return new LifeSetting();
        using var stream = File.OpenRead(file);
        return JsonSerializer.Deserialize<List<StoredSetting>>(stream, SiteSnapshot.Json)?.FirstOrDefault(s => s.Section == SettingSection.Life)?.Value.Deserialize<LifeSetting>(SiteSnapshot.Json) ?? new LifeSetting();
    }

    private static Dictionary<string, string> Lines(string file) => Pairs(File.ReadLines(file));

    private static Dictionary<string, string> Pairs(IEnumerable<string> lines) =>
        lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0].Trim()).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());

    /// <summary>As Asterisk reads it: [name], then name = value; what follows ; is a remark.</summary>
    private static List<(string Name, Dictionary<string, string> Values)> Sections(string file)
    {
        var sections = new List<(string Name, List<string> Lines)>();
        foreach (var line in File.ReadLines(file).Select(l => l.Split(';')[0].Trim()))
        {
            if (line is ['[', .. var name, ']']) sections.Add((name, []));
            else if (sections.Count > 0) sections[^1].Lines.Add(line);
        }
        return [.. sections.Select(s => (s.Name, Pairs(s.Lines)))];
    }
}

/// <summary>Why there is no drill, in one sentence.</summary>
internal sealed class LadderException(string message) : Exception(message);
