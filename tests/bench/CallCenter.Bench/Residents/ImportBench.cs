using System.Globalization;
using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Data.Residents;
using CallCenter.Server;
using CallCenter.Server.Enterprises;
using CallCenter.Server.History;
using CallCenter.Server.Registry;
using CallCenter.Server.Residents;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallCenter.Bench.Residents;

/// <summary>
/// The measurement <c>import</c>: a table of 200,000 residents with errors (five of a hundred lines) is checked, applied, brought in again with changes, and both are undone, on SQLite and on PostgreSQL.
/// Every count is held against what the table's own maker wrote down. CALLCENTER_LINES and CALLCENTER_SEED make it another.
/// </summary>
internal static class ImportBench
{
    private const int ChangedOfThousand = 20, EditedByHand = 25;
    private const double LinesGoal = 1000, MemoryGoal = 600;
    private static readonly string[] Communities = ["朝阳里社区", "春和里社区", "静安里社区", "长乐里社区", "福源里社区"];

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var lines = Setting("CALLCENTER_LINES", 200_000);
        var seed = Setting("CALLCENTER_SEED", 20261124);
        await System.Console.Error.WriteLineAsync($"import: {lines} lines, CALLCENTER_SEED={seed}");
        var folder = Directory.CreateTempSubdirectory("callcenter-import-").FullName;
        await using var postgres = new PostgresServer();
        try
        {
            var found = new List<Measurement>();
            found.AddRange(await OnAsync("sqlite", DatabaseChoice.Parse("sqlite", Path.Combine(folder, "callcenter.db")), folder, lines, seed));
            await postgres.StartAsync("shared_buffers=128MB", "max_wal_size=4GB");
            found.AddRange(await OnAsync("postgres", DatabaseChoice.Parse(await postgres.NewDatabaseAsync(), ""), folder, lines, seed));
            return found;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Measurement>> OnAsync(string name, DatabaseChoice choice, string folder, int lines, int seed)
    {
        var bench = await SetUpAsync(choice);
        var table = new ResidentFile(seed, lines, Communities);
        var file = Path.Combine(folder, "table.csv");
        ForgetPeak();
        await WriteAsync(table, file, 0);
        var (good, faulty) = (table.Good.Count, table.Faulty.ToDictionary());
        var first = await bench.NewAsync();
        var check = await bench.CheckAsync(first, file);
        var wrong = Differences($"{name} check", bench.Read(first), (good, 0, 0, faulty.Count));
        wrong += await bench.WrongFaultsAsync(first, faulty);
        var apply = await bench.ApplyAsync(first, file);
        wrong += Differences($"{name} apply", bench.Read(first), (good, 0, 0, faulty.Count)) + await bench.WrongFaultsAsync(first, faulty) + Same($"{name} residents", await bench.ResidentsAsync(), good);

        await WriteAsync(table, file, ChangedOfThousand);
        var second = await bench.NewAsync();
        var again = await bench.ApplyAsync(second, file);
        var changed = table.Changed.ToList();
        wrong += Differences($"{name} second", bench.Read(second), (0, changed.Count, good - changed.Count, faulty.Count));
        var edited = Math.Min(EditedByHand, changed.Count);
        await bench.EditAsync(changed.Take(edited));
        await bench.UndoAsync(second);
        wrong += Same($"{name} second undone", bench.Read(second).Reverted, changed.Count - edited) + Same($"{name} second kept", bench.Read(second).Kept, edited);
        var undo = await bench.UndoAsync(first);
        wrong += Same($"{name} first undone", bench.Read(first).Reverted, good - edited) + Same($"{name} first kept", bench.Read(first).Kept, edited) + Same($"{name} left", await bench.ResidentsAsync(), edited);
        var peak = PeakMegabytes();
        double Rate(TimeSpan span) => Math.Round(lines / span.TotalSeconds);
        return
        [
            new Measurement("import", $"{name} check lines/s", Rate(check), "lines/s", Rate(check) >= LinesGoal), new Measurement("import", $"{name} lines/s", Rate(apply), "lines/s", Rate(apply) >= LinesGoal),
            new Measurement("import", $"{name} again lines/s", Rate(again), "lines/s", Rate(again) >= LinesGoal), new Measurement("import", $"{name} undo lines/s", Rate(undo), "lines/s", Rate(undo) >= LinesGoal),
            new Measurement("import", $"{name} rss", peak, "MB", peak <= MemoryGoal), new Measurement("import", $"{name} wrong", wrong, "counts", wrong == 0),
        ];
    }

    private static async Task WriteAsync(ResidentFile table, string path, int changed)
    {
        await using var file = File.Create(path);
        await table.WriteAsync(file, changed);
    }

    private static int Differences(string what, ResidentImport import, (int New, int Changed, int Unchanged, int Faulty) expected) =>
        Same($"{what} new", import.New, expected.New) + Same($"{what} changed", import.Changed, expected.Changed) + Same($"{what} unchanged", import.Unchanged, expected.Unchanged) + Same($"{what} faulty", import.Faulty, expected.Faulty);

    private static int Same(string what, int ours, int expected)
    {
        if (ours == expected) return 0;
        System.Console.Error.WriteLine($"{what}: {ours} instead of {expected}");
        return 1;
    }

    private static async Task<Bench> SetUpAsync(DatabaseChoice choice)
    {
        await using (var migration = choice.OpenForMigration()) await migration.Database.MigrateAsync();
        await using var db = choice.Open();
        var (district, office) = (new District { Id = Guid.CreateVersion7(), Name = "和平区" }, Guid.CreateVersion7());
        db.AddRange(district, new StreetOffice { Id = office, DistrictId = district.Id, Name = "海河湾街道" });
        db.AddRange(Communities.Select(community => new Community { Id = Guid.CreateVersion7(), StreetOfficeId = office, Name = community }));
        await db.SaveChangesAsync();
        var options = CenterOptions.Load(new ConfigurationBuilder().AddInMemoryCollection(
            [new("CALLCENTER_ARI_PASSWORD", "x"), new("CALLCENTER_DEMO", "0"), new("CALLCENTER_NUMBERS", "12345:hotline:30"), new("Queues:0:Id", "hotline")]).Build());
        var databases = new PooledDbContextFactory<CenterDb>((DbContextOptions<CenterDb>)new DbContextOptionsBuilder<CenterDb>().UseCenterDatabase(choice).Options);
        var numbers = new CallerNumbers(options, databases, new ResidentCards(new CallLines(TimeProvider.System), TimeProvider.System), new EnterpriseCards(new CallLines(TimeProvider.System)), NullLogger<CallerNumbers>.Instance);
        var pinyin = new Pinyin();
        return new Bench(databases, new ImportRun(databases, numbers, pinyin, TimeProvider.System), new ImportUndo(databases, pinyin, TimeProvider.System));
    }

    /// <summary>The kernel counts the highest resident size anew from here.</summary>
    private static void ForgetPeak()
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static double PeakMegabytes() =>
        Math.Round(double.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024);

    private static int Setting(string name, int otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>One database and what imports into it.</summary>
    private sealed class Bench(IDbContextFactory<CenterDb> databases, ImportRun run, ImportUndo undo)
    {
        public async Task<Guid> NewAsync()
        {
            await using var db = await databases.CreateDbContextAsync();
            var import = new ResidentImport { Id = Guid.CreateVersion7(), FileName = "table.csv", UploadedBy = "bench", By = "bench", UploadedAt = TimeProvider.System.GetUtcNow() };
            db.Add(import);
            await db.SaveChangesAsync();
            return import.Id;
        }

        public async Task<TimeSpan> CheckAsync(Guid import, string file)
        {
            await using var table = File.OpenRead(file);
            return await TimedAsync($"check {import}", () => run.CheckAsync(import, table, CancellationToken.None));
        }

        public async Task<TimeSpan> ApplyAsync(Guid import, string file)
        {
            await using (var db = await databases.CreateDbContextAsync()) await db.ResidentImports.Where(i => i.Id == import).ExecuteUpdateAsync(set => set.SetProperty(i => i.Done, 0));
            await using var table = File.OpenRead(file);
            return await TimedAsync($"apply {import}", () => run.ApplyAsync(import, table, CancellationToken.None));
        }

        public async Task<TimeSpan> UndoAsync(Guid import)
        {
            var took = await TimedAsync($"undo {import}", () => undo.RunAsync(import, CancellationToken.None));
            await using var db = await databases.CreateDbContextAsync();
            var row = await db.ResidentImports.FirstAsync(i => i.Id == import);
            foreach (var state in new[] { ImportState.Checked, ImportState.Applying, ImportState.Applied, ImportState.Undoing, ImportState.Undone }) row.Become(state);
            await db.SaveChangesAsync();
            return took;
        }

        public ResidentImport Read(Guid import)
        {
            using var db = databases.CreateDbContext();
            return db.ResidentImports.AsNoTracking().First(i => i.Id == import);
        }

        public async Task<int> ResidentsAsync()
        {
            await using var db = await databases.CreateDbContextAsync();
            return await db.Residents.CountAsync();
        }

        /// <summary>Lines whose report is not what the maker of the table knows of them.</summary>
        public async Task<int> WrongFaultsAsync(Guid import, Dictionary<int, string> expected)
        {
            await using var db = await databases.CreateDbContextAsync();
            var told = await db.ImportedLines.AsNoTracking().Where(l => l.ImportId == import && l.Outcome == LineOutcome.Faulty).Select(l => new { l.Line, l.Faults }).ToDictionaryAsync(l => l.Line, l => l.Faults!);
            var wrong = expected.Where(line => !told.TryGetValue(line.Key, out var faults) || !faults.Split(' ').Any(fault => fault.Split(':')[0] == line.Value)).ToList();
            foreach (var line in wrong.Take(5)) await System.Console.Error.WriteLineAsync($"line {line.Key}: {told.GetValueOrDefault(line.Key)} instead of {line.Value}");
            return wrong.Count + told.Keys.Count(line => !expected.ContainsKey(line));
        }

        /// <summary>As a person does.</summary>
        public async Task EditAsync(IEnumerable<string> keys)
        {
            await using var db = await databases.CreateDbContextAsync();
            var edited = keys.ToList();
            foreach (var resident in await db.Residents.Where(r => edited.Contains(r.ExternalKey!)).ToListAsync()) resident.Notes = "坐席改过";
            await db.SaveChangesAsync(new ChangeCause("agent01", TimeProvider.System.GetUtcNow(), ChangeReason.Edited), CancellationToken.None);
        }

        private static async Task<TimeSpan> TimedAsync(string what, Func<Task> work)
        {
            var started = TimeProvider.System.GetTimestamp();
            await work();
            var took = TimeProvider.System.GetElapsedTime(started);
            await System.Console.Error.WriteLineAsync($"{what}: {took.TotalSeconds:0.0} s");
            return took;
        }
    }
}
