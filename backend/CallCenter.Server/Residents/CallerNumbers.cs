using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Enterprises;
using CallCenter.Server.Registry;
using PhoneNumbers;

namespace CallCenter.Server.Residents;

/// <summary>Who is calling, as far as it is known.</summary>
/// <param name="Raw">As the carrier sent it, at most 256 characters.</param>
/// <param name="Number">E.164, or null when the raw form is no number.</param>
/// <param name="People">Everybody known under the number, one household or more; empty for an unknown caller or while the database is away.</param>
/// <param name="Enterprises">Every enterprise known under it; as empty as the people.</param>
internal sealed record CallerIdentity(string Raw, string? Number, IReadOnlyList<ResidentCard> People, IReadOnlyList<EnterpriseCard> Enterprises);

/// <summary>What a conversation asks when a call comes in.</summary>
internal interface ICallerNumbers
{
    /// <summary>What a caller is known by, and called back at: E.164 where it is one, or a short number; empty when what the carrier sent is neither.</summary>
    string Dialable(string raw);

    /// <summary>Never throws because of what the carrier sent or because the database is away.</summary>
    /// <param name="registered">The resident an alarm number is registered for: then nobody else calls.</param>
    Task<CallerIdentity> IdentifyAsync(string raw, Guid? registered, CancellationToken ct);

    Task<CallerIdentity> IdentifyAsync(string raw, CancellationToken ct);
}

/// <summary>Turns what carriers send into one form (E.164) and finds the people and enterprises behind it.</summary>
internal sealed partial class CallerNumbers(CenterOptions options, Microsoft.EntityFrameworkCore.IDbContextFactory<CenterDb> databases, ResidentCards cards, EnterpriseCards enterprises, ILogger<CallerNumbers> logger)
    : ICallerNumbers
{
    private const int RawLength = 256;
    private const int LongestNumber = 40;
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    public Task<CallerIdentity> IdentifyAsync(string raw, CancellationToken ct) => IdentifyAsync(raw, null, ct);

    public async Task<CallerIdentity> IdentifyAsync(string raw, Guid? registered, CancellationToken ct)
    {
        raw = Clip(raw);
        var number = Parse(raw);
        if (number is null && registered is null) return new CallerIdentity(raw, null, [], []);
        try
        {
            // SQLite works synchronously under its async methods: the caller's own loop must not wait for a busy disk.
            return await Task.Run(() => KnownAsync(raw, number, registered, ct), ct);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            ResidentsLog.LookUpFailed(logger, fault);
            return new CallerIdentity(raw, number, [], []);
        }
    }

    public static string Clip(string? raw) => raw is null ? "" : raw.Length <= RawLength ? raw : raw[..RawLength];

    public string Dialable(string raw) => Parse(raw) ?? (raw.Length is >= 3 and <= 20 && raw.All(char.IsAsciiDigit) ? raw : "");

    /// <summary>E.164 of 0086…, +86…, 86…, leading 0 before a mobile, 022-…, bare 8 digits of the own area, tel: and sip: URIs; null for anything else.</summary>
    public string? Parse(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw)) return null;
        var text = Separators().Replace(UserPart(Clip(raw)), "");
        if (text.Length > LongestNumber || !Digits().IsMatch(text)) return null;
        // A bare subscriber number belongs to our own area; nothing else in China has 7 or 8 digits and begins with 2 to 8.
        if (Subscriber().IsMatch(text) && Valid(options.AreaCode + text) is { } local) return local;
        return Valid(text);
    }

    private async Task<CallerIdentity> KnownAsync(string raw, string? number, Guid? registered, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (registered is { } id && await cards.ByIdAsync(db, await MergedRecords.CurrentAsync(db, id, ct), ct) is { } person) return new CallerIdentity(raw, number, [person], []);
        return number is null ? new CallerIdentity(raw, null, [], []) : new CallerIdentity(raw, number, await cards.ByNumberAsync(db, number, ct), await enterprises.ByNumberAsync(db, number, ct));
    }

    private static string? Valid(string text)
    {
        try
        {
            var number = Util.Parse(text, "CN");
            return Util.IsValidNumber(number) ? Util.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            // The library has no TryParse; "no number" is an ordinary outcome here.
            return null;
        }
    }

    /// <summary>The user of a URI, with or without a display name and parameters; other text as it is.</summary>
    private static string UserPart(string raw)
    {
        var match = Uri().Match(raw);
        return (match.Success ? match.Groups["user"].Value : raw).Trim();
    }

    [GeneratedRegex(@"(?:tel|sips?):(?<user>[^@;>\s]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Uri();

    [GeneratedRegex(@"[\s\-().·/]+", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\+?[0-9]{5,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex("^[2-8][0-9]{6,7}$", RegexOptions.CultureInvariant)]
    private static partial Regex Subscriber();
}
