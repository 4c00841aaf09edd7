using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallCenter.Contracts;

namespace CallCenter.Server.Settings;

/// <summary>What settings of one section must look like. Knows nothing of how they are kept.</summary>
internal abstract record SettingKind(string Section, string IdPattern, string IdMeaning)
{
    /// <summary>Why this one may not go, or null.</summary>
    public Func<string, SiteSnapshot, string?> Kept { get; init; } = (_, _) => null;

    /// <summary>Instead of being taken away it is only marked: callers, forms or figures name it.</summary>
    public Func<JsonElement, JsonElement>? Marked { get; init; }

    /// <summary>Fields that are sealed where they are kept and never told.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The value in its one written form, and what is wrong with it.</summary>
    public abstract (JsonElement Value, Faults Faults) Check(string id, JsonElement typed, SiteSnapshot site);

    public static SettingKind? Of(string section) => All.FirstOrDefault(kind => kind.Section == section);

    /// <summary>The longest lease of a number for life, in seconds.</summary>
    private const int MostForLife = 6;

    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly IReadOnlyList<SettingKind> All =
    [
        new SettingKind<QueueSetting>(SettingSection.Queues, "[a-z][a-z0-9-]{0,31}", "small letters, digits and hyphens", (id, queue, site) => Names(queue.NameZh, queue.NameEn)
            .When(queue.Priority is < 1 or > 4, "Priority is 1 to 4.").When(queue.OfferSeconds is < 5 or > 60, "OfferSeconds is 5 to 60.")
            .When(queue.WrapUpSeconds is < 0 or > 600, "WrapUpSeconds is 0 to 600.")
            .When(queue.Ring is not (RingOrder.LongestIdle or RingOrder.RoundRobin or RingOrder.Several), "Ring is longest-idle, round-robin or several.")
            .When(queue.RingAtOnce is < 2 or > 20, "RingAtOnce is 2 to 20.").When(queue.AgeingSeconds is < 0 or > 3600, "AgeingSeconds is 0 to 3600.")
            .When(queue.RelaxSeconds is < 0 or > 600, "RelaxSeconds is 0 to 600.").When(queue.StickySeconds is < 0 or > 120, "StickySeconds is 0 to 120.")
            .When(queue.MissesAllowed is < 0 or > 10, "MissesAllowed is 0 to 10.")
            .When(queue.CallbackAttempts is < 0 or > 10, "CallbackAttempts is 0 to 10.").When(queue.CallbackMinutes is < 1 or > 1440, "CallbackMinutes is 1 to 1440.").When(queue.ComfortSeconds is < 0 or > 600 or > 0 and < 10, "ComfortSeconds is 10 to 600, or 0.").When(QueuePolicies.SkillFault(queue.Skills)).When(QueuePolicies.OverflowFault(id, queue, site))
            .When(queue.Closed && WhyQueueStays(id, site) is not null, WhyQueueStays(id, site) ?? "")
            .When(queue.Priority == 1 && site.Numbers.FirstOrDefault(n => n.Queue == id && n.LeaseSeconds > MostForLife) is { } slow ? $"Number {slow.Number} leads here and its lease is {slow.LeaseSeconds} s: a caller for life is with a human within 7 s, so make it 3 to {MostForLife} first." : null)
            .When(queue.Priority == 1 && site.Hours.Values.Any(h => h.Then == AfterHours.Queue && h.ThenQueue == id), "Callers outside the hours are sent here: a queue for life is for alarms alone.")
            .When(queue.Priority == 1 && site.Hours.ContainsKey($"queue:{id}"), "A queue for life has no hours: take them away first."))
        {
            Kept = WhyQueueStays,
            Marked = value => Write(value.Deserialize<QueueSetting>(SiteSnapshot.Json)! with { Closed = true }),
        },
        new SettingKind<NumberSetting>(SettingSection.Numbers, "[0-9*#+]{1,20}", "a number of at most 20 digits", (id, number, site) => new Faults()
            .When(site.Queues.All(q => q.Closed || q.Options.Id != number.Queue), $"There is no open queue '{number.Queue}'.")
            .When(number.LeaseSeconds is < 3 or > 600, "LeaseSeconds is 3 to 600.")
            .When(number.LeaseSeconds > MostForLife && site.Queues.Any(q => q.Options.Id == number.Queue && q.Options.Priority == 1), "A caller for life is with a human within 7 s: LeaseSeconds is 3 to 6.")
            .When(site.IsDeskPhone(id), $"{id} is a desk phone."))
        {
            Kept = (_, site) => site.Numbers.Count == 1 ? "One number must be left: nobody could call any more." : null,
        },
        new SettingKind<WordSetting>(SettingSection.BreakReasons, "[a-z][A-Za-z0-9-]{0,31}", "letters and digits", (_, word, _) => Word(word)) { Kept = LastActive(s => s.BreakReasons), Marked = Off },
        new SettingKind<WordSetting>(SettingSection.Categories, "[a-z][A-Za-z0-9-]{0,31}", "letters and digits", (_, word, _) => Word(word))
        {
            // Open orders without a category get this one, and two more carry deadlines of their own.
            Kept = (id, site) => id == "other" ? "An order without a category gets this one." : LastActive(s => s.Categories)(id, site), Marked = Off,
        },
        new SettingKind<PhoneSetting>(SettingSection.Phones, "[0-9]{2,10}", "2 to 10 digits", (id, phone, site) => new Faults().Length("Name", phone.Name, 64, 1)
            .When(site.Numbers.Any(n => n.Number == id), $"{id} is a number people call.").When(site.IsDeskPhone(id) && site.Find(SettingSection.Phones, id) is null, $"{id} is a desk phone already.")),
        new SettingKind<AgentQueuesSetting>(SettingSection.AgentQueues, "[a-z][a-z0-9._-]{0,63}", "a user name", (_, serves, site) => new Faults()
            .When(serves.Queues.Count == 0, "Name at least one queue.")
            .When(QueuePolicies.SkillFault(serves.Skills))
            .When(serves.Queues.Any(id => site.Queues.All(q => q.Options.Id != id)), "A queue is named that does not exist.")),
        new SettingKind<LifeSetting>(SettingSection.Life, LifeSetting.Id, "alarm", (_, life, _) => new Faults()
            .When(life.EverybodyAfter is < 3 or > 30, "EverybodyAfter is 3 to 30.").When(life.DutyAfter < life.EverybodyAfter || life.DutyAfter > 60, "DutyAfter is not before EverybodyAfter, and at most 60.")
            .When(life.ByNumberAtMost is < 0 or > 20, "ByNumberAtMost is 0 to 20.").When(life.RestMinutes is < 0 or > 60, "RestMinutes is 0 to 60.")
            .When(life.HoldMinutes is < 1 or > 10, "HoldMinutes is 1 to 10."))
        {
            Kept = (_, _) => "How alarms get a human has to be said.",
        },
        new SettingKind<HoursSetting>(SettingSection.Hours, "(queue:[a-z][a-z0-9-]{0,31}|number:[0-9*#+]{1,20})", "queue:… or number:…", HoursFaults),
        Trunks.TrunkRules.Kind,
        new SettingKind<CalendarSetting>(SettingSection.Calendar, "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "a date such as 2026-10-01", (id, day, _) => Names(day.NameZh, day.NameEn)
            .When(!DateOnly.TryParseExact(id, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly _), "There is no such day.")
            .When(day.Kind is not ("holiday" or "workday"), "Kind is holiday or workday.").When(day.As is < 1 or > 7, "As is 1 (Monday) to 7 (Sunday).")),
        new SettingKind<OutboundSetting>(SettingSection.Outbound, "[a-z-]{1,32}:[a-z]{1,16}", "role:class", (id, rule, _) => new Faults()
            .When(!DestinationClass.All.Contains(id[(id.IndexOf(':') + 1)..]), "There is no such class of numbers.")
            .When(rule.CallsPerDay is < 0 or > 10_000, "CallsPerDay is 0 to 10000.").When(rule.MinutesPerCall is < 0 or > 600, "MinutesPerCall is 0 to 600.")),
        new SettingKind<DutySetting>(SettingSection.Duty, "[a-z0-9-]{1,64}", "small letters, digits and hyphens", (id, shift, site) => new Faults().Length("Name", shift.Name, 64, 1)
            .When(!Regex.IsMatch(shift.Number, "^[+]?[0-9]{3,20}$"), "Number is a telephone number.").When(shift.From >= shift.To, "The shift ends before it begins.")
            .When(shift.To - shift.From > TimeSpan.FromDays(31), "A shift is at most 31 days long.")
            .When(site.Stored.Any(s => s.Section == SettingSection.Duty && s.Id != id && Overlaps(s.Value.Deserialize<DutySetting>(SiteSnapshot.Json)!, shift)), "It overlaps another shift.")),
    ];

    public static JsonElement Write<T>(T value) => JsonSerializer.SerializeToElement(value, SiteSnapshot.Json);

    private static bool Overlaps(DutySetting one, DutySetting other) => one.From < other.To && other.From < one.To;

    private static Faults Names(string zh, string en) => new Faults().Length("NameZh", zh, 32, 1).Length("NameEn", en, 64, 1);

    private static Faults Word(WordSetting word) => Names(word.NameZh, word.NameEn).When(word.Order is < 0 or > 9999, "Order is 0 to 9999.");

    private static JsonElement Off(JsonElement value) => Write(value.Deserialize<WordSetting>(SiteSnapshot.Json)! with { Active = false });

    private static Func<string, SiteSnapshot, string?> LastActive(Func<SiteSnapshot, IReadOnlyList<SiteWord>> words) =>
        (id, site) => words(site).Count(w => w.Active && w.Id != id) == 0 ? "One must be left." : null;

    private static string? WhyQueueStays(string id, SiteSnapshot site) =>
        site.Queues.FirstOrDefault(q => !q.Closed && q.Options.Policy.Overflow.Any(rule => rule.EndsWith($" queue {id}", StringComparison.Ordinal))) is { } from
            ? $"Queue {from.Options.Id} overflows into it: change that first." :
        site.Numbers.FirstOrDefault(n => n.Queue == id) is { } number ? $"Number {number.Number} leads here: give it another queue first."
        : site.Queues.Count(q => !q.Closed && q.Options.Id != id) == 0 ? "One queue must be left." : null;

    private static Faults HoursFaults(string id, HoursSetting hours, SiteSnapshot site)
    {
        var faults = new Faults().When(hours.Week.Count != 7, "Week has seven days, Monday first.");
        foreach (var (day, text) in Weekdays.Zip(hours.Week).Append(("Holiday", hours.Holiday)))
        {
            if (DayHours.Fault(text) is { } fault) faults.When(true, $"{day}: {fault}");
        }
        var name = id[(id.IndexOf(':') + 1)..];
        faults.When(hours.Then is not (AfterHours.Wait or AfterHours.HangUp or AfterHours.Queue or AfterHours.Voicemail), "Then is wait, hang-up, queue or voicemail.")
            .When(hours.Then == AfterHours.Queue && site.Queues.All(q => q.Closed || q.Options.Id != hours.ThenQueue), "ThenQueue names no open queue.")
            .When(hours.Then == AfterHours.Queue && hours.ThenQueue == name, "Callers go on to another queue.")
            .When(hours.Then == AfterHours.Queue && site.Queues.Any(q => q.Options.Id == hours.ThenQueue && q.Options.Priority == 1), "A queue for life is for alarms alone.");
        var queue = id.StartsWith("queue:", StringComparison.Ordinal) ? name : site.Numbers.FirstOrDefault(n => n.Number == name)?.Queue;
        return faults.When(queue is null || site.Queues.All(q => q.Options.Id != queue), "There is no such queue or number.")
            .When(site.Queues.Any(q => q.Options.Id == queue && q.Options.Priority == 1), "A line for life is always open.");
    }
}

internal sealed record SettingKind<T>(string Section, string IdPattern, string IdMeaning, Func<string, T, SiteSnapshot, Faults> Rules) : SettingKind(Section, IdPattern, IdMeaning)
{
    public override (JsonElement Value, Faults Faults) Check(string id, JsonElement typed, SiteSnapshot site)
    {
        if (!Regex.IsMatch(id, $"^(?:{IdPattern})$", RegexOptions.CultureInvariant)) return (typed, new Faults().When(true, $"'{id}' is no id of {Section}: {IdMeaning} is wanted."));
        try
        {
            var value = typed.Deserialize<T>(SiteSnapshot.Json);
            return value is null ? (typed, new Faults().When(true, "The value is missing.")) : (Write(value), Rules(id, value, site));
        }
        catch (JsonException fault)
        {
            return (typed, new Faults().When(true, $"The value does not fit {Section}: {fault.Path ?? "$"}."));
        }
    }
}
