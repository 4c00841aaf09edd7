using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallCenter.Data.Databases;

/// <summary>
/// PostgreSQL takes neither U+0000 nor half a surrogate pair in a text, SQLite takes both. What a carrier or a page sends must not decide whether a row can
/// be stored, so both become U+FFFD on their way.
/// </summary>
public sealed class StorableText : DbCommandInterceptor
{
    private const char Replacement = '\uFFFD';

    public static StorableText Instance { get; } = new();

    public static string Of(string text)
    {
        var whole = true;
        for (var i = 0; i < text.Length && whole; i++)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !IsPair(text, i++))) whole = false;
        }
        if (whole) return text;
        var storable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) storable.Append(rune.Value == 0 ? new Rune(Replacement) : rune);
        return storable.ToString();
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData data, InterceptionResult<DbDataReader> result)
    {
        Clean(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<DbDataReader> result, CancellationToken ct = default)
    {
        Clean(command);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData data, InterceptionResult<int> result)
    {
        Clean(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData data, InterceptionResult<int> result, CancellationToken ct = default)
    {
        Clean(command);
        return ValueTask.FromResult(result);
    }

    private static bool IsPair(string text, int i) => i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);

    private static void Clean(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string text) parameter.Value = Of(text);
        }
    }
}
