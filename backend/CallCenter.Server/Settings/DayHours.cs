using System.Globalization;

namespace CallCenter.Server.Settings;

/// <summary>The hours of a day: "08:30-12:00 13:30-17:30", "00:00-24:00", or nothing for closed. Minutes from midnight, end not included.</summary>
internal static class DayHours
{
    private const int Midnight = 24 * 60;

    /// <summary>What is wrong with the text, or null.</summary>
    public static string? Fault(string text) => Parse(text, out var fault) is null ? fault : null;

    /// <summary>In order, never overlapping.</summary>
    public static IReadOnlyList<(int From, int To)> Of(string text) => Parse(text, out _) ?? [];

    private static List<(int From, int To)>? Parse(string text, out string? fault)
    {
        var spans = new List<(int From, int To)>();
        foreach (var word in text.Split([' ', ',', '、', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Split('-', '–', '~') is not [var first, var second] || Minutes(first) is not { } from || Minutes(second) is not { } to)
            {
                fault = $"'{word}' is no span such as 08:30-17:30.";
                return null;
            }
            if (from >= to || from < (spans.Count > 0 ? spans[^1].To : 0))
            {
                fault = from >= to ? $"'{word}' ends before it begins: a night is written as two days." : $"'{word}' begins before the span ahead of it ends.";
                return null;
            }
            spans.Add((from, to));
        }
        fault = null;
        return spans;
    }

    private static int? Minutes(string text) =>
        text == "24:00" ? Midnight : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;
}
