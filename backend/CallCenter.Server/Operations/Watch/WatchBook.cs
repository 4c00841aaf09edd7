using System.Collections.Immutable;
using System.Text.Json;
using CallCenter.Contracts;

namespace CallCenter.Server.Operations.Watch;

/// <summary>All that is kept over a restart: levels, what happened, disk samples, drills. Immutable.</summary>
internal sealed record WatchPicture(ImmutableDictionary<string, Condition> Conditions, ImmutableList<WatchEvent> Events, ImmutableList<DiskPoint> Disk, ImmutableList<DrillLine> Drills)
{
    public const int MostEvents = 300, MostPoints = 24 * 15, MostDrills = 60;

    public static WatchPicture Empty { get; } = new(ImmutableDictionary<string, Condition>.Empty, [], [], []);

    public WatchPicture With(Condition condition) => this with { Conditions = Conditions.SetItem(condition.Matter, condition) };

    public WatchPicture With(WatchEvent happened) => this with { Events = Last(Events.Add(happened), MostEvents) };

    public WatchPicture With(DiskPoint point) => this with { Disk = Last(Disk.Add(point), MostPoints) };

    public WatchPicture With(DrillLine drill) => this with { Drills = Last(Drills.Add(drill), MostDrills) };

    private static ImmutableList<T> Last<T>(ImmutableList<T> all, int most) => all.Count > most ? all.RemoveRange(0, all.Count - most) : all;
}

/// <summary>The picture and its copy in HOME/watch.json: in a file rather than the database, whose absence is one of the things to tell.</summary>
internal sealed class WatchBook(CenterOptions options, ILogger<WatchBook> logger) : IWarnings
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Lock _gate = new();
    private WatchPicture? _picture;

    private string StorePath => Path.Combine(options.Paths.Home, "watch.json");

    public WatchPicture Picture
    {
        get { lock (_gate) { return _picture ??= Load(); } }
    }

    /// <summary>What is raised and not told in /healthz as down already.</summary>
    public IEnumerable<string> Now =>
        Picture.Conditions.Values.Where(condition => condition.Level != WatchLevel.Ok && condition.Matter is not (Matter.Asterisk or Matter.Database)).Select(condition => condition.Matter);

    public Condition Of(string matter, DateTimeOffset at) => Picture.Conditions.GetValueOrDefault(matter) ?? Condition.New(matter, at);

    /// <summary>Changes it and writes it. A disk that refuses is not a reason to stop watching.</summary>
    public void Change(Func<WatchPicture, WatchPicture> change)
    {
        lock (_gate)
        {
            var before = _picture ??= Load();
            _picture = change(before);
            if (_picture == before) return;
            try
            {
                File.WriteAllText(StorePath + ".tmp", JsonSerializer.Serialize(_picture, Json));
                File.Move(StorePath + ".tmp", StorePath, overwrite: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                WatchLog.NotKept(logger, fault);
            }
        }
    }

    private WatchPicture Load()
    {
        try
        {
            return File.Exists(StorePath) ? JsonSerializer.Deserialize<WatchPicture>(File.ReadAllText(StorePath), Json) ?? WatchPicture.Empty : WatchPicture.Empty;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            WatchLog.NotKept(logger, fault);
            return WatchPicture.Empty;
        }
    }
}
