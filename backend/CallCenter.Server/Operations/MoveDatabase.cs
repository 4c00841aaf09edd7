using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Operations;

/// <summary>
/// The command <c>move-database</c>: everything from HOME/callcenter.db to a server, the place in the journal too. All of it or nothing: one transaction,
/// ended only when every table has as many rows there as here.
/// </summary>
internal static class MoveDatabase
{
    public const string Name = "move-database";
    private const string Usage = "Use: move-database --to 'postgres:Host=…;Database=…;Username=…' (or 'sqlserver:…'), or --to-file FILE with that in one line.";
    private const int Moved = 0, Refused = 1, WrongUse = 2;

    public static async Task<int> RunAsync(string[] arguments, HomePaths paths, TextWriter say, TextWriter complain, CancellationToken ct)
    {
        var (home, file) = (paths.Home, paths.Database);
        try
        {
            var target = Target(arguments, file);
            if (!File.Exists(file)) throw new MoveException($"There is no {file}: set CALLCENTER_HOME to the home whose database is to be moved.");
            if (RunningServer(home) is { } pid) throw new MoveException($"The Server of {home} runs (process {pid}): stop ./run first, or what it stores meanwhile would stay behind.");
            await MoveAsync(new DatabaseChoice(DatabaseKind.Sqlite, file), target, say, ct);
            await say.WriteLineAsync($"Moved to {target}. Set CALLCENTER_DATABASE (or CALLCENTER_DATABASE_FILE) to it and start; {file} was only read and can be kept as a copy.");
            return Moved;
        }
        catch (FormatException fault)
        {
            await complain.WriteLineAsync($"The target {fault.Message}.");
            return WrongUse;
        }
        catch (MoveException fault)
        {
            await complain.WriteLineAsync(fault.Message);
            return fault.Message == Usage ? WrongUse : Refused;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException)
        {
            await complain.WriteLineAsync($"Nothing was moved: {fault.GetBaseException().Message}");
            return Refused;
        }
    }

    private static DatabaseChoice Target(string[] arguments, string file)
    {
        var text = arguments switch
        {
            ["--to", var target] => target,
            ["--to-file", var path] when File.Exists(path) => File.ReadAllText(path),
            ["--to-file", var path] => throw new MoveException($"There is no file {path}."),
            _ => throw new MoveException(Usage),
        };
        var choice = DatabaseChoice.Parse(text, file);
        return choice.Kind == DatabaseKind.Sqlite ? throw new MoveException(Usage) : choice;
    }

    private static async Task MoveAsync(DatabaseChoice from, DatabaseChoice to, TextWriter say, CancellationToken ct)
    {
        await using (var old = from.OpenForMigration()) await old.Database.MigrateAsync(ct);
        await using (var empty = to.OpenForMigration()) await empty.Database.MigrateAsync(ct);
        await using var source = from.Open();
        await using var target = to.Open();
        await source.FillTermsAsync(ct);
        // Nobody writes while we read.
        await using var still = await source.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, ct);
        await using var all = await target.Database.BeginTransactionAsync(ct);
        var tables = TableShape.All(source);
        foreach (var table in tables)
        {
            if (await target.CountAsync(table, ct) is > 0 and var rows) throw new MoveException($"The target is not empty: {table.Name} has {rows} rows. Nothing was moved; give an empty database.");
        }
        foreach (var table in tables)
        {
            var expected = await source.CountAsync(table, ct);
            var written = await target.WriteAsync(table, source.ReadAsync(table, ct), ct);
            var stored = await target.CountAsync(table, ct);
            if (written != expected || stored != expected) throw new MoveException($"{table.Name} has {expected} rows here but {stored} there. Nothing was moved.");
            await say.WriteLineAsync($"{table.Name}: {stored} rows");
        }
        await all.CommitAsync(ct);
    }

    /// <summary>The process ./run noted, if it lives.</summary>
    private static int? RunningServer(string home)
    {
        var note = Path.Combine(home, "server.pid");
        return File.Exists(note) && int.TryParse(File.ReadAllText(note), out var pid) && Directory.Exists($"/proc/{pid}") ? pid : null;
    }

    private sealed class MoveException(string message) : Exception(message);
}
