using CallCenter.Contracts;

namespace CallCenter.Server.Registry;

/// <summary>A line of the table understood: what is null was empty and changes nothing.</summary>
internal sealed record PersonLine(int Line, string Name)
{
    public string? Key { get; init; }
    public string? Gender { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Document { get; init; }

    /// <summary>E.164.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Null when the line says nothing about where somebody lives.</summary>
    public PersonAddress? Address { get; init; }
    public IReadOnlyList<string> Flags { get; init; } = [];
    public string? Notes { get; init; }
    public PersonContact? Contact { get; init; }

    /// <summary>Everything the person can be told by; two lines that share one of these are the same person twice.</summary>
    public IEnumerable<string> Identities()
    {
        if (Key is not null) yield return "k:" + Key;
        if (Document is not null) yield return "d:" + Document;
        foreach (var number in Numbers) yield return $"n:{number}:{Name}";
        if (Key is null && Document is null && Numbers.Count == 0) yield return $"a:{Address?.Text}:{Name}";
    }
}

/// <param name="Text">The parts run together, with the community's office and district before them: a household is told by it.</param>
internal sealed record PersonAddress(Guid? CommunityId, string? Estate, string? Building, string? Door, string? Grid, string Text);

internal sealed record PersonContact(string Name, string Relation, string Number);

/// <summary>What is wrong with a line: a <see cref="LineFault"/> and the column it is about.</summary>
internal readonly record struct Fault(string Code, string Column)
{
    private const int LongestText = 512;

    public override string ToString() => $"{Code}:{Column}";

    public static string Text(IEnumerable<Fault> faults)
    {
        var text = string.Join(' ', faults.Distinct());
        return text.Length <= LongestText ? text : text[..text.LastIndexOf(' ', LongestText)];
    }
}
