using CallCenter.Contracts;

namespace CallCenter.Console.Admin;

public enum FieldKind { Text, Number, Check, Choice, Queue, Queues, Week, Instant, Password, Lines }

/// <param name="Name">As in the JSON of the setting.</param>
/// <param name="Low">Lowest number, or 1 for a text that must not be empty.</param>
/// <param name="High">Highest number, or the longest text.</param>
/// <param name="InTable">Shown in the list, not only in the form.</param>
/// <param name="Optional">A queue that need not be chosen.</param>
public sealed record SettingField(string Name, FieldKind Kind, int Low = 0, int High = 64, IReadOnlyList<string>? Choices = null, bool InTable = true, bool Optional = false);

/// <summary>How one section's settings are shown and typed in.</summary>
/// <param name="IdHint">An example of an id.</param>
public sealed record SettingForm(string Section, string IdHint, bool Importable, IReadOnlyList<SettingField> Fields)
{
    private static readonly IReadOnlyList<SettingField> Word =
        [new("nameZh", FieldKind.Text, 1, 32), new("nameEn", FieldKind.Text, 1), new("order", FieldKind.Number, 0, 9999), new("active", FieldKind.Check)];

    public static IReadOnlyList<SettingForm> All { get; } =
    [
        new(SettingSection.Queues, "hotline", false,
        [
            new("nameZh", FieldKind.Text, 1, 32), new("nameEn", FieldKind.Text, 1), new("priority", FieldKind.Choice, Choices: ["1", "2", "3", "4"]), new("offerSeconds", FieldKind.Number, 5, 60),
            new("wrapUpSeconds", FieldKind.Number, 0, 600), new("notice", FieldKind.Check), new("closed", FieldKind.Check),
            new("ring", FieldKind.Choice, Choices: [RingOrder.LongestIdle, RingOrder.RoundRobin, RingOrder.Several], InTable: false), new("ringAtOnce", FieldKind.Number, 2, 20, InTable: false),
            new("ageingSeconds", FieldKind.Number, 0, 3600, InTable: false), new("skills", FieldKind.Lines, InTable: false), new("relaxSeconds", FieldKind.Number, 0, 600, InTable: false),
            new("sticky", FieldKind.Check, InTable: false), new("stickySeconds", FieldKind.Number, 0, 120, InTable: false),
            new("missesAllowed", FieldKind.Number, 0, 10, InTable: false), new("callbackAttempts", FieldKind.Number, 0, 10, InTable: false), new("callbackMinutes", FieldKind.Number, 1, 1440, InTable: false), new("comfortSeconds", FieldKind.Number, 0, 600, InTable: false),
            new("overflow", FieldKind.Lines, InTable: false),
        ]),
        new(SettingSection.Numbers, "12345", false, [new("queue", FieldKind.Queue), new("leaseSeconds", FieldKind.Number, 3, 600)]),
        new(SettingSection.Hours, "queue:hotline", false,
        [
            new("week", FieldKind.Week), new("holiday", FieldKind.Text, 0, 100), new("then", FieldKind.Choice, Choices: [AfterHours.Wait, AfterHours.HangUp, AfterHours.Queue, AfterHours.Voicemail]),
            new("thenQueue", FieldKind.Queue, Optional: true),
        ]),
        new(SettingSection.Trunks, "telecom", false,
        [
            new("name", FieldKind.Text, 1), new("order", FieldKind.Number, 0, 9999), new("active", FieldKind.Check), new("kind", FieldKind.Choice, Choices: [TrunkKind.Address, TrunkKind.Registration]),
            new("host", FieldKind.Text, 1, 253), new("port", FieldKind.Number, 1, 65535), new("transport", FieldKind.Choice, Choices: ["udp", "tcp"], InTable: false),
            new("user", FieldKind.Text, 0, 64, InTable: false), new("password", FieldKind.Password, 0, 128, InTable: false), new("domain", FieldKind.Text, 0, 253, InTable: false),
            new("addresses", FieldKind.Lines, InTable: false), new("lines", FieldKind.Number, 0, 10_000), new("keptFree", FieldKind.Number, 0, 10_000, InTable: false), new("callsPerSecond", FieldKind.Number, 0, 1000, InTable: false),
            new("prefix", FieldKind.Text, 0, 8, InTable: false), new("present", FieldKind.Text, 0, 21), new("outRules", FieldKind.Lines, InTable: false), new("inRules", FieldKind.Lines, InTable: false),
            new("numberInTo", FieldKind.Check, InTable: false),
        ]),
        new(SettingSection.Calendar, "2026-10-01", true,
            [new("kind", FieldKind.Choice, Choices: ["holiday", "workday"]), new("nameZh", FieldKind.Text, 1, 32), new("nameEn", FieldKind.Text, 1), new("as", FieldKind.Choice, Choices: ["1", "2", "3", "4", "5", "6", "7"])]),
        new(SettingSection.BreakReasons, "rest", false, Word),
        new(SettingSection.Categories, "repair", false, Word),
        new(SettingSection.AgentQueues, "agent01", false, [new("queues", FieldKind.Queues), new("skills", FieldKind.Lines)]),
        new(SettingSection.Life, LifeSetting.Id, false,
        [
            new("everybodyAfter", FieldKind.Number, 3, 30), new("dutyAfter", FieldKind.Number, 3, 60), new("restMinutes", FieldKind.Number, 0, 60),
            new("holdMinutes", FieldKind.Number, 1, 10),
        ]),
        new(SettingSection.Phones, "8100", false, [new("name", FieldKind.Text, 1)]),
        new(SettingSection.Outbound, "agent:mobile", false, [new("allowed", FieldKind.Check), new("callsPerDay", FieldKind.Number, 0, 10_000), new("minutesPerCall", FieldKind.Number, 0, 600)]),
        new(SettingSection.Duty, "s20261001-0000", true,
            [new("from", FieldKind.Instant), new("to", FieldKind.Instant), new("name", FieldKind.Text, 1), new("number", FieldKind.Text, 3, 20)]),
    ];
}
