namespace CallCenter.Server.Registry;

/// <summary>What a table program would do with a text in a cell.</summary>
internal static class SpreadsheetCell
{
    /// <summary>It would calculate: = + - @ or a tab before something. A number with its sign, +86 138… or -3, is none.</summary>
    public static bool IsFormula(string text)
    {
        if (text.Length < 2 || text[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r')) return false;
        return text[0] is not ('+' or '-') || !text.AsSpan(1).ContainsOnlyNumber();
    }

    /// <summary>One cell of a CSV file that is opened with a table program: quoted where needed, and an apostrophe before what would be a formula.</summary>
    public static string Csv(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n;\t") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static bool ContainsOnlyNumber(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not (' ' or '-' or '+' or '.' or '(' or ')' or '/' or ',' or ';' or '、' or '，' or '；')) return false;
        }
        return true;
    }
}
