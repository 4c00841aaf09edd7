using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Enterprises;
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
    /// <summary>Never throws because of what the carrier sent or because the database is away.</summary>
    Task<CallerIdentity> IdentifyAsync(string raw, CancellationToken ct);
}

/// <summary>Turns what carriers send into one form (E.164) and finds the people and enterprises behind it.</summary>
internal sealed partial class CallerNumbers(CenterOptions options, Microsoft.EntityFrameworkCore.IDbContextFactory<CenterDb> databases, ResidentCards cards, EnterpriseCards enterprises, ILogger<CallerNumbers> logger)
    : ICallerNumbers
{
    private const int RawLength = 256;
    private const int LongestNumber = 40;
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    public async Task<CallerIdentity> IdentifyAsync(string raw, CancellationToken ct)
    {
        raw = Clip(raw);
        if (Parse(raw) is not { } number) return new CallerIdentity(raw, null, [], []);
        try
        {
            // SQLite works synchronously under its async methods: the caller's own loop must not wait for a busy disk.
            return await Task.Run(() => KnownAsync(raw, number, ct), ct);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            ResidentsLog.LookUpFailed(logger, fault);
            return new CallerIdentity(raw, number, [], []);
        }
    }

    public static string Clip(string? raw) => raw is null ? "" : raw.Length <= RawLength ? raw : raw[..RawLength];

    /// <summary>E.164 of 0086…, +86…, 86…, leading 0 before a mobile, 022-…, bare 8 digits of the own area, tel: and sip: URIs; null for anything else.</summary>
    public string? Parse(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw)) return null;
        var text = Separators().Replace(UserPart(Clip(raw)), "");
        if (text.Length > LongestNumber || !Dialable().IsMatch(text)) return null;
        // A bare subscriber number belongs to our own area; nothing else in China has 7 or 8 digits and begins with 2 to 8.
        if (Subscriber().IsMatch(text) && Valid(options.AreaCode + text) is { } local) return local;
        return Valid(text);
    }

    private async Task<CallerIdentity> KnownAsync(string raw, string number, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return new CallerIdentity(raw, number, await cards.ByNumberAsync(db, number, ct), await enterprises.ByNumberAsync(db, number, ct));
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
    private static partial Regex Dialable();

    [GeneratedRegex("^[2-8][0-9]{6,7}$", RegexOptions.CultureInvariant)]
    private static partial Regex Subscriber();
}
