namespace CallCenter.Contracts;

/// <summary>A telephone whose calls are alarms, whichever of the centre's numbers it dials. Kept as a setting whose id is no number.</summary>
/// <param name="Number">E.164, or the short number of a unit.</param>
/// <param name="Unit">An alarm unit; otherwise somebody's telephone.</param>
/// <param name="Resident">Whose record the agent gets.</param>
/// <param name="Place">Where it stands, as it is told to an ambulance.</param>
/// <param name="From">The first day it counts.</param>
public sealed record AlarmNumberSetting(string Number, bool Unit, Guid? Resident, string Place, DateOnly From);

/// <summary>A registered number, as it is listed.</summary>
/// <param name="Counts">Its day has come.</param>
public sealed record AlarmNumberLine(Guid Id, long Version, string MaskedNumber, bool Unit, Guid? ResidentId, string? ResidentName, string Place, DateOnly From, bool Counts, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>GET /api/alarm-numbers?q=…, by place; at most 500 of <paramref name="Total"/>.</summary>
/// <param name="Line">The queue they lead to; null: there is no line for life, so they lead nowhere.</param>
/// <param name="Today">The site's day, which numbers count by; a page elsewhere may have another.</param>
public sealed record AlarmNumberList(IReadOnlyList<AlarmNumberLine> Numbers, int Total, string? Line, DateOnly Today);

/// <summary>PUT /api/alarm-numbers/{id}; version 0 registers. 409 when somebody was quicker.</summary>
/// <param name="Number">As it is dialled; null leaves the one that is registered.</param>
public sealed record PutAlarmNumber(long Version, string? Number, bool Unit, Guid? ResidentId, string Place, DateOnly From);

/// <summary>What the agent is told of a call from a registered number.</summary>
/// <param name="Unconfirmed">Only the caller's number says that it is an alarm: POST /api/calls/{id}/confirm-alarm or …/false-alarm.</param>
public sealed record AlarmFacts(string Place, bool Unit, bool Unconfirmed);
