using System.Text;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Callers;

/// <summary>
/// The alarm numbers as the dialplan reads them, with and without a Server: sections by the last two digits, since Asterisk looks sections and lines through one by one.
/// A number has one form there, context "registered" makes it of what the carrier sends.
/// </summary>
internal static class AlarmFile
{
    private const string Header = "; Callers whose calls are alarms: queue and lease of the line they get. Replaced whole, never edited in place.\n";
    private const int Tail = 2;

    public static string Text(SiteSnapshot site, DateOnly today, string areaCode)
    {
        var text = new StringBuilder(Header);
        if (site.LifeLine is not { } line) return text.ToString();
        var keys = site.AlarmNumbers.Values.Where(n => n.Value.From <= today).SelectMany(n => Keys(n.Value.Number, areaCode)).Distinct();
        foreach (var section in keys.GroupBy(key => key[^Tail..]).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            text.Append('[').Append(section.Key).Append("]\n");
            foreach (var key in section.Order(StringComparer.Ordinal)) text.Append(key).Append(" = ").Append(line.Queue).Append(':').Append(line.LeaseSeconds).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A number as the dialplan has it: without 86 or the 0 before an area; abroad with 00; of our own area also as neighbours dial it.</summary>
    public static IEnumerable<string> Keys(string number, string areaCode)
    {
        if (!number.StartsWith('+'))
        {
            yield return number.StartsWith('0') ? number[1..] : number;
            yield break;
        }
        if (!number.StartsWith("+86", StringComparison.Ordinal))
        {
            yield return $"00{number[1..]}";
            yield break;
        }
        var national = number[3..];
        yield return national;
        var area = areaCode.TrimStart('0');
        // Seven or eight digits are a subscriber; our own mobiles begin with 1 and have no area.
        if (area.Length > 0 && national.StartsWith(area, StringComparison.Ordinal) && national.Length - area.Length is 7 or 8) yield return national[area.Length..];
    }
}
