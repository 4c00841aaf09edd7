using System.Globalization;
using System.Text.RegularExpressions;
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

/// <summary>The measurements <c>resident-lookup</c>, <c>search</c> and <c>groups</c>: what a call and an agent wait for among 540,000 residents, on SQLite and on PostgreSQL.</summary>
internal static class ResidentBench
{
    private const double LookUpGoal = 5, SearchGoal = 100, GroupsGoal = 500;
    private const int ManyPeople = 200_000;
    private static readonly int People = Setting("CALLCENTER_RESIDENTS", 540_000), Samples = Setting("CALLCENTER_SAMPLES", 400);
    private static readonly string Folder = Path.Combine("/var/tmp", $"callcenter-bench-{Guid.CreateVersion7():N}");
    private static readonly PostgresServer Postgres = new();
    private static readonly Lazy<InventedCity> City = new(() => new InventedCity(People));
    private static readonly Lazy<Task<(string Name, DatabaseChoice Choice)[]>> Databases = new(MakeAsync);

    public static async Task<IReadOnlyList<Measurement>> LookUpAsync()
    {
        var found = new List<Measurement>();
        foreach (var (name, choice) in await Databases.Value)
        {
            var numbers = Numbers(choice);
            var (random, known) = (new Random(1), City.Value.Households.SelectMany(h => h.Residents).SelectMany(r => r.Numbers).Select(n => n.Number).ToList());
            var times = await TimeAsync(Samples * 5, () => Mask.National(known[random.Next(known.Count)]), async raw =>
            {
                if ((await numbers.IdentifyAsync(raw, CancellationToken.None)).People.Count == 0) throw new InvalidOperationException($"{raw} is nobody.");
            });
            found.AddRange(Figures("resident-lookup", name, times, LookUpGoal));
        }
        return found;
    }

    public static async Task<IReadOnlyList<Measurement>> SearchAsync()
    {
        var found = new List<Measurement>();
        foreach (var (name, choice) in await Databases.Value)
        {
            var search = new ResidentSearch(Numbers(choice), TimeProvider.System);
            // A planner rightly reads small tables through.
            if (People >= ManyPeople) await CheckPlansAsync(choice, search);
            foreach (var (kind, text, mayMiss) in Kinds())
            {
                var times = await TimeAsync(Samples, text, async words =>
                {
                    await using var db = choice.Open();
                    if ((await search.FindAsync(db, words, 0, 20, CancellationToken.None)).Count == 0 && !mayMiss) throw new InvalidOperationException($"{words} finds nobody.");
                });
                found.AddRange(Figures("search", $"{name} {kind}", times, SearchGoal));
            }
        }
        return found;
    }

    public static async Task<IReadOnlyList<Measurement>> GroupsAsync()
    {
        var found = new List<Measurement>();
        foreach (var (name, choice) in await Databases.Value)
        {
            var (random, search) = (new Random(3), new ResidentSearch(Numbers(choice), TimeProvider.System));
            Guid Community() => City.Value.Communities[random.Next(City.Value.Communities.Count)].Id;
            var many = (await CountedAsync(choice, null)).GetValueOrDefault("elderly");
            List<(string Kind, Func<CenterDb, Task<int>> Work)> kinds =
            [
                ("counts", async db => (await Groups.CountAsync(db, null, CancellationToken.None)).Count),
                ("counts of a community", async db => (await Groups.CountAsync(db, Community(), CancellationToken.None)).Count),
                ("first page", async db => (await PageAsync(db, null, 0)).Count),
                ("last page", async db => (await PageAsync(db, null, many - 50)).Count),
                ("page of a community", async db => (await PageAsync(db, Community(), 50)).Count),
            ];
            foreach (var (kind, work) in kinds)
            {
                var times = await TimeAsync(Math.Max(20, Samples / 10), () => "", async _ =>
                {
                    await using var db = choice.Open();
                    if (await work(db) == 0) throw new InvalidOperationException($"{kind} finds nobody.");
                });
                found.AddRange(Figures("groups", $"{name} {kind}", times, GroupsGoal));
            }

            async Task<IReadOnlyList<CallCenter.Contracts.ResidentLine>> PageAsync(CenterDb db, Guid? community, int skip) =>
                await search.LinesAsync(db, await Groups.Of(db, "elderly", community).Skip(skip).Take(50).ToListAsync(), CancellationToken.None);
        }
        return found;
    }

    private static async Task<Dictionary<string, int>> CountedAsync(DatabaseChoice choice, Guid? community)
    {
        await using var db = choice.Open();
        return await Groups.CountAsync(db, community, CancellationToken.None);
    }

    public static async Task EndAsync()
    {
        await Postgres.DisposeAsync();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private static List<(string Kind, Func<string> Text, bool MayMiss)> Kinds()
    {
        var random = new Random(2);
        Resident Somebody(out Household household)
        {
            household = City.Value.Households[random.Next(City.Value.Households.Count)];
            return household.Residents[random.Next(household.Residents.Count)];
        }
        string Of(Func<Resident, Household, string> text) => text(Somebody(out var household), household);
        return
        [
            ("name", () => Of((r, _) => r.Name), false),
            ("surname", () => Of((r, _) => r.Name[..1]), false),
            ("given name", () => Of((r, _) => r.Name[1..]), false),
            ("pinyin", () => Of((r, _) => r.Pinyin), false),
            ("pinyin begins", () => Of((r, _) => r.Pinyin[..random.Next(1, r.Pinyin.Length)]), false),
            ("initials", () => Of((r, _) => r.Initials), false),
            ("number", () => Of((r, _) => r.Numbers.Count > 0 ? Mask.National(r.Numbers[0].Number) : "13900007919"), false),
            ("last 4 digits", () => Of((r, _) => r.Numbers.Count > 0 ? r.Numbers[0].Number[^4..] : "7919"), false),
            ("address", () => Of((_, h) => h.Estate + h.Building + h.Door), false),
            ("whole address", () => Of((_, h) => h.Address), false),
            ("estate", () => Of((_, h) => h.Estate![^2..]), false),
            ("door", () => Of((_, h) => h.Door!.Split("单元")[1]), false),
            ("grid", () => Of((_, h) => h.Grid!), false),
            ("name and address", () => Of((r, h) => $"{r.Name} {h.Estate![^2..]}"), false),
            ("surname and estate", () => Of((r, h) => $"{r.Name[..1]} {h.Estate![^2..]}"), false),
            ("initials and building", () => Of((r, h) => $"{r.Initials} {h.Building}"), true),
            ("two common words that do not meet", () => Of((r, _) => $"{r.Name[..1]} 某处"), true),
            ("nobody", () => Of((r, _) => r.Name + "某"), true),
        ];
    }

    /// <summary>With the real number of rows: the planner's own choice.</summary>
    private static async Task CheckPlansAsync(DatabaseChoice choice, ResidentSearch search)
    {
        await using var db = choice.Open();
        await db.Database.OpenConnectionAsync();
        foreach (var (kind, text, _) in Kinds())
        {
            foreach (var tier in search.Tiers(new SearchTiers(db, 20), text()))
            {
                await using var command = tier.Take(20).CreateDbCommand();
                var sql = command.CommandText;
                command.CommandText = (choice.Kind == DatabaseKind.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql;
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    var line = reader.GetString(choice.Kind == DatabaseKind.Sqlite ? 3 : 0);
                    if (line.Contains("Seq Scan on", StringComparison.Ordinal) || (line.StartsWith("SCAN ", StringComparison.Ordinal) && Regex.IsMatch(sql, $"\"[A-Z]\\w+\" AS \"{line.Split(' ')[1]}\"")))
                        throw new InvalidOperationException($"The search by {kind} reads a table through: {line}\n{sql}");
                }
            }
        }
    }

    private static async Task<(string, DatabaseChoice)[]> MakeAsync()
    {
        Directory.CreateDirectory(Folder);
        await System.Console.Error.WriteLineAsync($"Inventing {People} residents");
        var sqlite = DatabaseChoice.Parse("sqlite", Path.Combine(Folder, "callcenter.db"));
        await CityDatabase.FillAsync(sqlite, City.Value);
        await Postgres.StartAsync("shared_buffers=512MB", "max_wal_size=8GB");
        var postgres = DatabaseChoice.Parse(await Postgres.NewDatabaseAsync(), "");
        await CityDatabase.FillAsync(postgres, City.Value);
        return [("sqlite", sqlite), ("postgres", postgres)];
    }

    private static CallerNumbers Numbers(DatabaseChoice choice)
    {
        var options = CenterOptions.Load(new ConfigurationBuilder().AddInMemoryCollection(
            [new("CALLCENTER_ARI_PASSWORD", "x"), new("CALLCENTER_DEMO", "0"), new("CALLCENTER_NUMBERS", "12345:hotline:30"), new("Queues:0:Id", "hotline")]).Build());
        var databases = new PooledDbContextFactory<CenterDb>((DbContextOptions<CenterDb>)new DbContextOptionsBuilder<CenterDb>().UseCenterDatabase(choice).Options);
        return new CallerNumbers(options, databases, new ResidentCards(new CallLines(TimeProvider.System), TimeProvider.System), new EnterpriseCards(new CallLines(TimeProvider.System)), NullLogger<CallerNumbers>.Instance);
    }

    private static async Task<List<double>> TimeAsync(int samples, Func<string> next, Func<string, Task> work)
    {
        // The first are for the compilers, ours and the database's.
        for (var n = 0; n < samples / 10; n++) await work(next());
        var times = new List<double>(samples);
        for (var n = 0; n < samples; n++)
        {
            var text = next();
            var started = TimeProvider.System.GetTimestamp();
            await work(text);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        return times;
    }

    private static Measurement[] Figures(string name, string what, List<double> times, double goal) =>
        [.. new[] { ("p50", 0.5), ("p99", 0.99) }.Select(q => (q.Item1, At: Math.Round(times[Math.Min(times.Count - 1, (int)Math.Ceiling(q.Item2 * times.Count) - 1)], 2)))
            .Select(q => new Measurement(name, $"{what} {q.Item1}", q.At, "ms", q.At <= goal))];

    private static int Setting(string name, int otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
