namespace CallCenter.Contracts;

/// <summary>What an agent sees of a resident before and during a call. Numbers are masked.</summary>
/// <param name="Flags">Special-group flags: livesAlone, elderly, lowIncome, disabled, dialect, nuisance, emptyNest, chronicIllness.</param>
/// <param name="SharedBy">How many people share the calling number.</param>
public sealed record ResidentCard(
    Guid Id, string Name, int? Age, string? Gender, IReadOnlyList<string> Flags, string? MaskedNumber, int SharedBy, Guid HouseholdId, string Address, string Community,
    string? Grid, string? Station, IReadOnlyList<ContactCard> Contacts, IReadOnlyList<WorkOrderLine> OpenOrders, IReadOnlyList<CallLine> LastCalls, string? Notes,
    IReadOnlyList<HouseholdMember>? Together = null);

/// <summary>Somebody else behind the same door, the eldest first.</summary>
public sealed record HouseholdMember(Guid Id, string Name, int? Age);

public sealed record ContactCard(Guid Id, string Name, string Relation, string MaskedNumber);

/// <summary>GET /api/residents?q=…&amp;take=20: name, pinyin, initials, number or address; GET /api/registry/groups/{flag}?community=…&amp;skip=0&amp;take=50: who is in a group.</summary>
public sealed record ResidentLine(Guid Id, string Name, int? Age, string? Gender, string? MaskedNumber, string Address, string Community, string? Grid, IReadOnlyList<string> Flags);

/// <summary>POST /api/residents: an unknown caller registered in one step. With <see cref="CallId"/> the caller's number is taken from the call.</summary>
public sealed record RegisterResident(string Name, string? Gender, int? BirthYear, string? Number, string? CallId, Guid? CommunityId, string? Estate, string? Building, string? Door,
    IReadOnlyList<string>? Flags, string? Notes);

/// <summary>GET /api/communities.</summary>
public sealed record CommunityLine(Guid Id, string Name, string? Station);

/// <summary>Body of the reveals: why the whole number is needed, 2 to 200 characters. Kept in the audit log; without it the answer is <see cref="ProblemCode.NoPurpose"/>.</summary>
/// <param name="CallId">The call in the user's hands that needs it, where one does.</param>
public sealed record RevealPurpose(string? Purpose, string? CallId = null);

/// <summary>Answer of the audited reveals.</summary>
public sealed record RevealedNumber(string Number);

/// <summary>POST /api/calls/{id}/resident: who of those known under the number is calling.</summary>
public sealed record ChooseResident(Guid ResidentId);
