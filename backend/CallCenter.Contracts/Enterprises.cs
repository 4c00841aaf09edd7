namespace CallCenter.Contracts;

/// <summary>What an enterprise is.</summary>
public static class EnterpriseKind
{
    public const string Shop = "shop", Property = "property", Medical = "medical", School = "school", PublicBody = "publicBody", Factory = "factory", Other = "other";
    public static IReadOnlyList<string> All { get; } = [Shop, Property, Medical, School, PublicBody, Factory, Other];
}

/// <summary>GET /api/enterprises/{id}; what an agent sees of an enterprise that calls. Numbers are masked.</summary>
/// <param name="Code">统一社会信用代码.</param>
/// <param name="Kind">One of <see cref="EnterpriseKind"/>.</param>
/// <param name="MaskedNumbers">In their order: POST …/reveal-number?place=0 tells the first one whole.</param>
/// <param name="Contacts">Their relation is what they do there.</param>
/// <param name="OpenOrders">Opened from a call of its numbers.</param>
public sealed record EnterpriseCard(
    Guid Id, string Name, string? Code, string Kind, Guid? CommunityId, string Community, string? Address, string? Grid, string? Station, IReadOnlyList<string> MaskedNumbers,
    IReadOnlyList<ContactCard> Contacts, string? Notes, DateTimeOffset RegisteredAt, string RegisteredBy, IReadOnlyList<WorkOrderLine> OpenOrders, IReadOnlyList<CallLine> LastCalls);

/// <summary>GET /api/enterprises?q=…&amp;skip=0&amp;take=20: name, pinyin, initials, code, number or address.</summary>
public sealed record EnterpriseLine(Guid Id, string Name, string Kind, string? MaskedNumber, string? Address, string Community);

/// <summary>POST /api/enterprises, which needs a name; PUT /api/enterprises/{id}: what is null stays as it is, an empty text empties the field.</summary>
/// <param name="CommunityId">All zeros: of no community any more.</param>
/// <param name="RemoveNumbers">Places in <see cref="EnterpriseCard.MaskedNumbers"/>.</param>
/// <param name="RemoveContacts">Their ids.</param>
/// <param name="CallId">Of an enterprise to register without <paramref name="AddNumbers"/>: it has the caller's number.</param>
public sealed record WriteEnterprise(string? Name = null, string? Code = null, string? Kind = null, Guid? CommunityId = null, string? Address = null, string? Grid = null, string? Notes = null,
    IReadOnlyList<string>? AddNumbers = null, IReadOnlyList<int>? RemoveNumbers = null, IReadOnlyList<WriteContact>? AddContacts = null, IReadOnlyList<Guid>? RemoveContacts = null, string? CallId = null);

/// <summary>POST /api/calls/{id}/enterprise: which enterprise is calling, one known under the number or any other; the history names it.</summary>
public sealed record ChooseEnterprise(Guid EnterpriseId);

/// <param name="Role">Of an enterprise 店长, 物业经理, may be left out; of a resident one of <see cref="ContactRelation"/>.</param>
public sealed record WriteContact(string Name, string? Role, string Number);
