using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Contracts;

namespace CallCenter.Server.Settings;

/// <summary>A setting as stored: in a row of the database, and in the copy on disk.</summary>
internal sealed record StoredSetting(string Section, string Id, long Version, JsonElement Value, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>All site settings at one moment, with what the environment gives laid over what is stored. Immutable.</summary>
internal sealed class SiteSnapshot
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly FrozenDictionary<(string Section, string Id), StoredSetting> _stored;
    private readonly CenterOptions _options;

    public SiteSnapshot(CenterOptions options, IEnumerable<StoredSetting> stored)
    {
        _options = options;
        _stored = stored.ToFrozenDictionary(s => (s.Section, s.Id));
        Queues = [.. Read<QueueSetting>(SettingSection.Queues).Select(q => Laid(q.Id, q.Value)).OrderBy(q => q.Options.Priority).ThenBy(q => q.Options.Id, StringComparer.Ordinal)];
        Numbers = options.Given.Contains(SettingSection.Numbers) ? options.Numbers
            : [.. Read<NumberSetting>(SettingSection.Numbers).Select(n => new DialledNumber(n.Id, n.Value.Queue, n.Value.LeaseSeconds)).OrderBy(n => n.Number, StringComparer.Ordinal)];
        BreakReasons = Words(SettingSection.BreakReasons);
        Categories = Words(SettingSection.Categories);
        DeskPhones = [.. options.DeskPhones, .. _stored.Keys.Where(k => k.Section == SettingSection.Phones).Select(k => k.Id).Order(StringComparer.Ordinal)];
        Hours = Read<HoursSetting>(SettingSection.Hours).ToFrozenDictionary(h => h.Id, h => h.Value);
        Calendar = Read<CalendarSetting>(SettingSection.Calendar).ToFrozenDictionary(d => DateOnly.ParseExact(d.Id, "yyyy-MM-dd", null), d => d.Value);
        Outbound = Read<OutboundSetting>(SettingSection.Outbound).ToFrozenDictionary(o => o.Id, o => o.Value);
        Trunks = [.. Read<TrunkSetting>(SettingSection.Trunks).OrderBy(t => t.Value.Order).ThenBy(t => t.Id, StringComparer.Ordinal)];
        Life = Read<LifeSetting>(SettingSection.Life).Select(l => l.Value).FirstOrDefault() ?? new LifeSetting();
        Duty = [.. Read<DutySetting>(SettingSection.Duty).Select(d => d.Value).OrderBy(d => d.From)];
        Nuisances = Read<NuisanceSetting>(SettingSection.Nuisances).DistinctBy(n => n.Value.Number).ToFrozenDictionary(n => n.Value.Number, n => n);
        AlarmNumbers = Read<AlarmNumberSetting>(SettingSection.AlarmNumbers).DistinctBy(n => n.Value.Number).ToFrozenDictionary(n => n.Value.Number, n => n);
    }

    /// <summary>Closed ones too: callers may still be in them.</summary>
    public IReadOnlyList<QueueSeen> Queues { get; }
    public IReadOnlyList<DialledNumber> Numbers { get; }
    public IReadOnlyList<SiteWord> BreakReasons { get; }
    public IReadOnlyList<SiteWord> Categories { get; }
    public IReadOnlyList<string> DeskPhones { get; }
    public FrozenDictionary<string, HoursSetting> Hours { get; }
    public FrozenDictionary<DateOnly, CalendarSetting> Calendar { get; }
    public FrozenDictionary<string, OutboundSetting> Outbound { get; }
    public IReadOnlyList<DutySetting> Duty { get; }
    public LifeSetting Life { get; }

    /// <summary>Registered callers by their number, with the id of each registration.</summary>
    public FrozenDictionary<string, (string Id, AlarmNumberSetting Value)> AlarmNumbers { get; }

    /// <summary>Marked callers by their number.</summary>
    public FrozenDictionary<string, (string Id, NuisanceSetting Value)> Nuisances { get; }

    /// <summary>Where alarms go that did not dial it: the first number for life. Null: nobody can dial one.</summary>
    public DialledNumber? LifeLine => Numbers.FirstOrDefault(n => IsLife(n.Queue));

    /// <summary>In the order calls go out by them; passwords sealed.</summary>
    public IReadOnlyList<(string Id, TrunkSetting Value)> Trunks { get; }

    /// <summary>Nothing beyond this machine may be called.</summary>
    public bool Demo => _options.Demo;

    /// <summary>Whose calls the environment's own trunk takes: an address, or null.</summary>
    public string? EnvironmentTrunk => _options.Trunk == "none" ? null : _options.Demo ? "127.0.0.1" : _options.Trunk.Split(':')[0];

    public IEnumerable<StoredSetting> Stored => _stored.Values;

    public StoredSetting? Find(string section, string id) => _stored.GetValueOrDefault((section, id));

    public bool IsDeskPhone(string? phone) => phone is not null && DeskPhones.Contains(phone);

    /// <summary>The queue a caller is in. One nobody knows, because a setting and a call crossed, becomes the last of the open ones: no caller is left without.</summary>
    public QueueOptions Queue(string id) => Queues.FirstOrDefault(q => q.Options.Id == id)?.Options ?? Queues.Last(q => !q.Closed).Options;

    public bool IsLife(string queue) => Queues.FirstOrDefault(q => q.Options.Id == queue) is { Options.Priority: 1 };

    /// <summary>What is registered of a caller (<see cref="Residents.CallerNumbers.Dialable"/>); null: nothing, or its day has not come.</summary>
    public AlarmNumberSetting? AlarmOf(string caller, DateOnly today) =>
        caller.Length > 0 && AlarmNumbers.TryGetValue(caller, out var known) && known.Value.From <= today ? known.Value : null;

    /// <summary>What is known of a caller as a nuisance; null: nothing.</summary>
    public NuisanceSetting? NuisanceOf(string caller) => caller.Length > 0 && Nuisances.TryGetValue(caller, out var known) ? known.Value : null;

    /// <summary>What this agent serves. Closed queues are served to their last caller.</summary>
    public IReadOnlyList<string> QueuesOf(string agent) =>
        Find(SettingSection.AgentQueues, agent)?.Value.Deserialize<AgentQueuesSetting>(Json) is { } own
            ? [.. Queues.Where(q => q.Closed || own.Queues.Contains(q.Options.Id)).Select(q => q.Options.Id)]
            : [.. Queues.Select(q => q.Options.Id)];

    /// <summary>What this agent can do, and how well.</summary>
    public IReadOnlyDictionary<string, int> SkillsOf(string agent) =>
        Find(SettingSection.AgentQueues, agent)?.Value.Deserialize<AgentQueuesSetting>(Json) is { } own ? QueuePolicies.Levels(own.Skills) : new Dictionary<string, int>();

    /// <summary>Who is called now when nobody here answers an alarm.</summary>
    public string? DutyNumber(DateTimeOffset at) => _options.DutyNumber ?? Duty.LastOrDefault(shift => shift.From <= at && at < shift.To)?.Number;

    /// <summary>Fields of a setting that the environment sets.</summary>
    public IReadOnlyList<string> Given(string section, string id) => section switch
    {
        SettingSection.Numbers when _options.Given.Contains(section) => ["queue", "leaseSeconds"],
        SettingSection.Duty when _options.DutyNumber is not null => ["number"],
        _ => [.. _options.Given.Where(given => given.StartsWith($"{section}/{id}/", StringComparison.Ordinal)).Select(given => given[(section.Length + id.Length + 2)..])],
    };

    public SiteWords ToWords() => new([.. Queues.Select(q => new SiteWord(q.Options.Id, q.Options.NameZh, q.Options.NameEn, !q.Closed))], BreakReasons, Categories);

    private QueueSeen Laid(string id, QueueSetting stored)
    {
        var seen = new QueueOptions(id, stored.NameZh, stored.NameEn, stored.Priority, stored.OfferSeconds, stored.WrapUpSeconds, stored.Notice) { Policy = stored };
        if (_options.Queues.FirstOrDefault(q => q.Id == id) is { } given)
        {
            foreach (var field in Given(SettingSection.Queues, id))
            {
                seen = field switch
                {
                    "nameZh" => seen with { NameZh = given.NameZh },
                    "nameEn" => seen with { NameEn = given.NameEn },
                    "priority" => seen with { Priority = given.Priority },
                    "offerSeconds" => seen with { OfferSeconds = given.OfferSeconds },
                    "wrapUpSeconds" => seen with { WrapUpSeconds = given.WrapUpSeconds },
                    "notice" => seen with { Notice = given.Notice },
                    _ => seen,
                };
            }
        }
        return new QueueSeen(seen, stored.Closed);
    }

    private IReadOnlyList<SiteWord> Words(string section) =>
        [.. Read<WordSetting>(section).OrderBy(w => w.Value.Order).ThenBy(w => w.Id, StringComparer.Ordinal).Select(w => new SiteWord(w.Id, w.Value.NameZh, w.Value.NameEn, w.Value.Active))];

    private IEnumerable<(string Id, T Value)> Read<T>(string section) => _stored.Values.Where(s => s.Section == section).Select(s => (s.Id, s.Value.Deserialize<T>(Json)!));
}

/// <summary>A queue as it works now.</summary>
internal sealed record QueueSeen(QueueOptions Options, bool Closed);
