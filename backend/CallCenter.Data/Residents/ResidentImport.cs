using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>Where an import stands. Checking, Applying and Undoing are worked at in the background; a Server that died in them finds them again.</summary>
public enum ImportState { Checking, Checked, Applying, Applied, Cancelled, Interrupted, Undoing, UndoInterrupted, Undone, Refused }

/// <summary>What became of a line.</summary>
public enum LineOutcome { New, Changed, Unchanged, Faulty, Kept }

/// <summary>A table of residents brought in: read through first, then applied line by line, and perhaps undone.</summary>
public sealed class ResidentImport
{
    public Guid Id { get; set; }
    public required string FileName { get; set; }
    public long Bytes { get; set; }
    public required string UploadedBy { get; set; }
    public DateTimeOffset UploadedAt { get; set; }
    public ImportState State { get; private set; }

    /// <summary>utf-8, gb18030, utf-16 or xlsx.</summary>
    public string? Format { get; set; }

    /// <summary>Headings that are none of ours; their columns were passed over.</summary>
    public string? Ignored { get; set; }

    /// <summary>Why it was refused: a code, and what it is about.</summary>
    public string? Problem { get; set; }
    public string? ProblemDetail { get; set; }

    /// <summary>Lines with anything in them; known when the check is done.</summary>
    public int Total { get; set; }

    /// <summary>Lines read, or residents and households taken back, in the present step.</summary>
    public int Done { get; set; }
    public int New { get; set; }
    public int Changed { get; set; }
    public int Unchanged { get; set; }
    public int Faulty { get; set; }

    /// <summary>Residents the undo has restored or taken away, and those it left because somebody else changed or used them since.</summary>
    public int Reverted { get; set; }
    public int Kept { get; set; }

    /// <summary>Who asked for the present step.</summary>
    public required string By { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How far the undo has got: the last resident, or once all of those are done the last household.</summary>
    public Guid? UndoneThrough { get; set; }
    public bool UndoneResidents { get; set; }

    /// <summary>Whether <see cref="Become"/> may lead to this state.</summary>
    public bool May(ImportState next) => (State, next) switch
    {
        (ImportState.Checking, ImportState.Checked or ImportState.Cancelled or ImportState.Refused) => true,
        (ImportState.Checked, ImportState.Applying or ImportState.Cancelled) => true,
        (ImportState.Applying, ImportState.Applied or ImportState.Cancelled or ImportState.Interrupted) => true,
        // A cancelled check has put nothing in: there is nothing to undo and no count to go on from.
        (ImportState.Cancelled, ImportState.Applying or ImportState.Undoing) => Total > 0,
        (ImportState.Interrupted, ImportState.Applying or ImportState.Undoing) => true,
        (ImportState.Applied, ImportState.Undoing) => true,
        (ImportState.Undoing, ImportState.Undone or ImportState.UndoInterrupted) => true,
        (ImportState.UndoInterrupted, ImportState.Undoing) => true,
        _ => false,
    };

    /// <exception cref="InvalidOperationException">The state is not reached from the present one.</exception>
    public void Become(ImportState next)
    {
        if (!May(next)) throw new InvalidOperationException($"An import that is {State} does not become {next}.");
        State = next;
    }
}

/// <summary>A line of the file: after the check the faulty ones, after applying all.</summary>
public sealed class ImportedLine
{
    public Guid ImportId { get; set; }

    /// <summary>As a table program counts, the heading being 1.</summary>
    public int Line { get; set; }
    public LineOutcome Outcome { get; set; }
    public Guid? ResidentId { get; set; }

    /// <summary>As in the file, to find it again.</summary>
    public string? Name { get; set; }

    /// <summary>Codes with the column they are about: number:number2 document:document. Of a kept line the fields that somebody changed since.</summary>
    public string? Faults { get; set; }
}

internal sealed class ResidentImportConfiguration : IEntityTypeConfiguration<ResidentImport>, IEntityTypeConfiguration<ImportedLine>
{
    public void Configure(EntityTypeBuilder<ResidentImport> import)
    {
        import.Property(i => i.FileName).HasMaxLength(128);
        import.Property(i => i.UploadedBy).HasMaxLength(64);
        import.Property(i => i.By).HasMaxLength(64);
        import.Property(i => i.State).IsConcurrencyToken();
        import.Property(i => i.Format).HasMaxLength(16);
        import.Property(i => i.Ignored).HasMaxLength(512);
        import.Property(i => i.Problem).HasMaxLength(32);
        import.Property(i => i.ProblemDetail).HasMaxLength(256);
        import.HasIndex(i => i.State).HasDatabaseName("IX_ResidentImports_State");
        import.HasIndex(i => i.UploadedAt).HasDatabaseName("IX_ResidentImports_UploadedAt");
    }

    public void Configure(EntityTypeBuilder<ImportedLine> line)
    {
        line.HasKey(l => new { l.ImportId, l.Line });
        line.HasOne<ResidentImport>().WithMany().HasForeignKey(l => l.ImportId).OnDelete(DeleteBehavior.Cascade);
        line.Property(l => l.Name).HasMaxLength(64);
        line.Property(l => l.Faults).HasMaxLength(512);
        line.HasIndex(l => new { l.ImportId, l.Outcome, l.Line }).HasDatabaseName("IX_ImportedLines_Outcome");
        line.HasIndex(l => new { l.ImportId, l.ResidentId }).HasDatabaseName("IX_ImportedLines_Resident");
    }
}
