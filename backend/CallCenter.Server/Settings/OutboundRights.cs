using CallCenter.Contracts;

namespace CallCenter.Server.Settings;

internal enum OutboundVerdict { Allowed, NotAllowed, CapReached }

/// <summary>Whether somebody with these roles may call a class of numbers: the most generous of the roles counts. Pure.</summary>
internal static class OutboundRights
{
    /// <param name="callsToday">Calls of this person to this class today.</param>
    /// <returns>The verdict, and for an allowed call its longest length in minutes; 0 = no limit.</returns>
    public static (OutboundVerdict Verdict, int MinutesPerCall) Of(SiteSnapshot site, IEnumerable<string> roles, string destination, int callsToday)
    {
        var rules = roles.Select(role => site.Outbound.GetValueOrDefault($"{role}:{destination}")).OfType<OutboundSetting>().Where(rule => rule.Allowed).ToList();
        if (rules.Count == 0) return (OutboundVerdict.NotAllowed, 0);
        var left = rules.Where(rule => rule.CallsPerDay == 0 || callsToday < rule.CallsPerDay).ToList();
        return left.Count == 0 ? (OutboundVerdict.CapReached, 0) : (OutboundVerdict.Allowed, left.Any(rule => rule.MinutesPerCall == 0) ? 0 : left.Max(rule => rule.MinutesPerCall));
    }

    /// <summary>E.164 as it is dialled from here: +8613… is 13…, +8622… is 022…. Everything else stays.</summary>
    public static string AsDialled(string number)
    {
        var digits = number.StartsWith("+86", StringComparison.Ordinal) ? "0" + number[3..] : number;
        return digits.StartsWith("01", StringComparison.Ordinal) && digits.Length == 12 ? digits[1..] : digits;
    }

    /// <summary>The class of a dialled number, written as people of this area dial.</summary>
    public static string ClassOf(string number, string areaCode, Func<string, bool> isDeskPhone)
    {
        var digits = AsDialled(number);
        return digits switch
        {
            "110" or "119" or "120" or "122" => DestinationClass.Emergency,
            _ when isDeskPhone(digits) => DestinationClass.Internal,
            _ when digits.StartsWith('+') || digits.StartsWith("00", StringComparison.Ordinal) => DestinationClass.International,
            _ when digits.StartsWith('1') && digits.Length == 11 => DestinationClass.Mobile,
            _ when digits.StartsWith("95", StringComparison.Ordinal) || digits.StartsWith("168", StringComparison.Ordinal) => DestinationClass.Premium,
            _ when digits.StartsWith(areaCode, StringComparison.Ordinal) || !digits.StartsWith('0') => DestinationClass.Local,
            _ => DestinationClass.National,
        };
    }
}
