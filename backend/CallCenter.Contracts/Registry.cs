namespace CallCenter.Contracts;

/// <summary>Where an import of residents stands.</summary>
public static class ImportStep
{
    public const string Checking = "checking", Checked = "checked", Applying = "applying", Applied = "applied", Cancelled = "cancelled", Interrupted = "interrupted",
        Undoing = "undoing", UndoInterrupted = "undoInterrupted", Undone = "undone", Refused = "refused";
}

/// <summary>Why a whole file is refused.</summary>
public static class ImportProblem
{
    public const string NoTable = "no-table", NoHeadings = "no-headings", HeadingTwice = "heading-twice", TooManyLines = "too-many-lines", Empty = "empty", FileGone = "file-gone", KeyLost = "key-lost",
        BrokenTable = "broken-table";
}

/// <summary>What is wrong with a cell or a line.</summary>
public static class LineFault
{
    public const string Missing = "missing", TooLong = "too-long", Formula = "formula", Encoding = "encoding", Number = "number", Document = "document", Date = "date", Gender = "gender", Flag = "flag",
        Community = "community", Contact = "contact", Key = "key", BirthDiffers = "birth-differs", Duplicate = "duplicate", Ambiguous = "ambiguous", Conflict = "conflict", Cells = "cells";
}

/// <summary>Columns of the table, in the order of the template.</summary>
public static class RegistryColumn
{
    public const string Key = "key", Name = "name", Gender = "gender", BirthDate = "birthDate", Document = "document", Number1 = "number1", Number2 = "number2", Number3 = "number3",
        Community = "community", Estate = "estate", Building = "building", Door = "door", Grid = "grid", Flags = "flags", Notes = "notes",
        ContactName = "contactName", ContactRelation = "contactRelation", ContactNumber = "contactNumber";
}

/// <summary>GET /api/registry/imports (newest first), /api/registry/imports/{id}; POST /api/registry/imports?name=… with the file as body.</summary>
/// <param name="Total">Lines of the file; 0 until the check is done.</param>
/// <param name="Done">Lines read in the present step, or records taken back while undoing.</param>
/// <param name="Problem">One of <see cref="ImportProblem"/>; <paramref name="ProblemDetail"/> says what it is about.</param>
/// <param name="Ignored">Headings nobody knows; their columns are passed over.</param>
/// <param name="By">Who asked for the present step.</param>
public sealed record ImportLineup(Guid Id, string FileName, long Bytes, string UploadedBy, DateTimeOffset UploadedAt, string State, string? Format, IReadOnlyList<string> Ignored, string? Problem,
    string? ProblemDetail, int Total, int Done, int New, int Changed, int Unchanged, int Faulty, int Reverted, int Kept, string By, DateTimeOffset? EndedAt);

/// <summary>GET /api/registry/imports/{id}/lines?outcome=faulty&amp;after=0&amp;take=100. All lines as CSV: …/report?language=zh.</summary>
/// <param name="Outcome">new, changed, unchanged, faulty, kept.</param>
/// <param name="Faults">code:column.</param>
public sealed record ImportedLineView(int Line, string Outcome, string? Name, IReadOnlyList<string> Faults, Guid? ResidentId);

/// <summary>GET /api/residents/{id}/history and /api/enterprises/{id}/history, newest first.</summary>
/// <param name="Field">One of the names of the record's fields, or created, removed.</param>
/// <param name="Why">registered, edited, imported, importUndone, merged, mergeUndone.</param>
public sealed record ResidentChangeLine(DateTimeOffset At, string User, string Why, string Field, string? Before, string? After, Guid? ImportId);

/// <summary>GET /api/residents/{id}/record: what the form of the record shows. Numbers masked: a number is changed by taking it away and adding another.</summary>
/// <param name="NumberTokens">One for each masked number, in the same order: what a number is called when it is to be taken away.</param>
/// <param name="Version">Changes with every change of the record or its household: whoever changes it names the one read.</param>
public sealed record ResidentRecord(Guid Id, string Name, string? Gender, DateOnly? BirthDate, string? MaskedDocument, string? ExternalKey, IReadOnlyList<string> Flags, string? Notes,
    IReadOnlyList<string> MaskedNumbers, Guid? CommunityId, string? Estate, string? Building, string? Door, string? Grid, IReadOnlyList<string> NumberTokens, string Version, IReadOnlyList<ContactCard> Contacts);

/// <summary>PUT /api/residents/{id}. What is null stays as it is; an empty text empties the field. 409 with the record as it is now when somebody else was quicker.</summary>
/// <param name="RemoveNumbers">Of <see cref="ResidentRecord.NumberTokens"/>.</param>
/// <param name="Version">Of <see cref="ResidentRecord.Version"/>.</param>
/// <param name="Household">Null: the address stays.</param>
/// <param name="AddContacts">Called after those who are known; the role is one of <see cref="ContactRelation"/>.</param>
/// <param name="RemoveContacts">Their ids.</param>
public sealed record EditResident(string? Name = null, string? Gender = null, string? BirthDate = null, string? Document = null, string? Notes = null, IReadOnlyList<string>? Flags = null,
    IReadOnlyList<string>? AddNumbers = null, IReadOnlyList<string>? RemoveNumbers = null, EditAddress? Household = null, string? Version = null,
    IReadOnlyList<WriteContact>? AddContacts = null, IReadOnlyList<Guid>? RemoveContacts = null);

/// <summary>What a contact is to a resident.</summary>
public static class ContactRelation
{
    public static IReadOnlyList<string> All { get; } = ["daughter", "son", "spouse", "parent", "sibling", "grandchild", "neighbour", "friend", "caregiver", "gridWorker", "other"];
}

/// <summary>Where somebody lives now; others behind the old door stay there.</summary>
public sealed record EditAddress(Guid? CommunityId, string? Estate, string? Building, string? Door, string? Grid);

/// <summary>GET /api/registry/duplicates?after=…: pairs that may be one person.</summary>
/// <param name="Reason">document: the same identity document; number: the same number and a like name.</param>
public sealed record DuplicatePair(string Reason, DuplicateSide Left, DuplicateSide Right);

public sealed record DuplicateSide(Guid Id, string Name, string? Gender, DateOnly? BirthDate, string? MaskedDocument, IReadOnlyList<string> MaskedNumbers, string Address, string Community,
    IReadOnlyList<string> Flags, string? Notes, int Contacts, int Calls, int Orders, DateTimeOffset RegisteredAt);

/// <summary>POST /api/registry/merges: the first stays.</summary>
public sealed record MergeResidents(Guid Keep, Guid Gone);

/// <summary>GET /api/registry/merges, newest first; POST …/{id}/undo.</summary>
public sealed record MergeLine(Guid Id, Guid KeptId, string? KeptName, Guid GoneId, string GoneName, DateTimeOffset At, string By, DateTimeOffset? UndoneAt, string? UndoneBy);

/// <summary>GET /api/residents/{id}/consents.</summary>
/// <param name="State">stands, expired, withdrawn.</param>
/// <param name="Notes">How many notes there are under it.</param>
public sealed record ConsentLine(Guid Id, string Purpose, string GivenBy, DateTimeOffset GivenAt, DateTimeOffset ExpiresAt, string RecordedBy, string State, int Notes);

/// <summary>POST /api/residents/{id}/consents.</summary>
/// <param name="Until">The last day, at most five years ahead.</param>
public sealed record GiveConsent(string Purpose, string GivenBy, DateOnly Until);

/// <summary>GET /api/residents/{id}/care-notes: those whose consent stands; audited.</summary>
public sealed record CareNoteLine(Guid Id, Guid ConsentId, string Kind, string Text, DateTimeOffset WrittenAt, string WrittenBy);

/// <summary>POST /api/residents/{id}/care-notes.</summary>
/// <param name="Kind">health, medicine, care, access.</param>
public sealed record WriteCareNote(Guid ConsentId, string Kind, string Text);

/// <summary>GET /api/registry/groups?community=…: how many people are in each group (特殊人群).</summary>
/// <param name="Flag">One of the flags of <see cref="ResidentCard"/>; the mark nuisance for supervisors alone.</param>
public sealed record GroupCount(string Flag, int People);
