using CallCenter.Data.Audit;
using CallCenter.Data.Calls;
using CallCenter.Data.Identity;
using CallCenter.Data.Messages;
using CallCenter.Data.Projection;
using CallCenter.Data.Residents;
using CallCenter.Data.Settings;
using CallCenter.Data.WorkOrders;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data;

/// <summary>The database of one call centre. Nothing in the model is peculiar to a provider; migrations are.</summary>
public class CenterDb : DbContext
{
    public CenterDb(DbContextOptions<CenterDb> options) : base(options) { }

    private protected CenterDb(DbContextOptions options) : base(options) { }

    private ChangeCause? _cause;

    public DbSet<District> Districts => Set<District>();
    public DbSet<StreetOffice> StreetOffices => Set<StreetOffice>();
    public DbSet<Community> Communities => Set<Community>();
    public DbSet<Station> Stations => Set<Station>();
    public DbSet<Household> Households => Set<Household>();
    public DbSet<Resident> Residents => Set<Resident>();
    public DbSet<ResidentNumber> ResidentNumbers => Set<ResidentNumber>();
    public DbSet<ResidentFlag> ResidentFlags => Set<ResidentFlag>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<Enterprise> Enterprises => Set<Enterprise>();
    public DbSet<EnterpriseNumber> EnterpriseNumbers => Set<EnterpriseNumber>();
    public DbSet<EnterpriseContact> EnterpriseContacts => Set<EnterpriseContact>();
    public DbSet<ResidentTerm> ResidentTerms => Set<ResidentTerm>();
    public DbSet<HouseholdTerm> HouseholdTerms => Set<HouseholdTerm>();
    public DbSet<ResidentChange> ResidentChanges => Set<ResidentChange>();
    public DbSet<ResidentImport> ResidentImports => Set<ResidentImport>();
    public DbSet<ImportedLine> ImportedLines => Set<ImportedLine>();
    public DbSet<ResidentMerge> ResidentMerges => Set<ResidentMerge>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<CareNote> CareNotes => Set<CareNote>();

    public DbSet<Call> Calls => Set<Call>();
    public DbSet<CallResident> CallResidents => Set<CallResident>();
    public DbSet<Leg> Legs => Set<Leg>();
    public DbSet<CallEvent> CallEvents => Set<CallEvent>();
    public DbSet<Recording> Recordings => Set<Recording>();

    public DbSet<LegalHold> LegalHolds => Set<LegalHold>();

    public DbSet<WorkOrder> WorkOrders => Set<WorkOrder>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<OrderDay> OrderDays => Set<OrderDay>();

    public DbSet<MessageTemplate> MessageTemplates => Set<MessageTemplate>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<MessageReceipt> MessageReceipts => Set<MessageReceipt>();
    public DbSet<InboundMessage> InboundMessages => Set<InboundMessage>();

    public DbSet<User> Users => Set<User>();
    public DbSet<UserRole> UserRoles => Set<UserRole>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();

    public DbSet<Setting> Settings => Set<Setting>();
    public DbSet<SettingChange> SettingChanges => Set<SettingChange>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<ProjectionPosition> ProjectionPositions => Set<ProjectionPosition>();
    public DbSet<Heartbeat> Heartbeats => Set<Heartbeat>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RoleSeparation.Check(this);
        SearchTerms.Follow(ChangeTracker);
        ChangeHistory.Follow(ChangeTracker, _cause);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <summary>Saves, and lets the history of residents, households and enterprises say by whom and why.</summary>
    public async Task<int> SaveChangesAsync(ChangeCause cause, CancellationToken ct)
    {
        // Contexts are pooled: what one user did must not be said of the next.
        _cause = cause;
        try
        {
            return await SaveChangesAsync(ct);
        }
        finally
        {
            _cause = null;
        }
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken ct = default)
    {
        RoleSeparation.Check(this);
        await SearchTerms.FollowAsync(ChangeTracker, ct);
        ChangeHistory.Follow(ChangeTracker, _cause);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        configuration.Properties<string>().HaveMaxLength(256);
        // Texts compare by their characters as in SQLite, whatever the server's language: ranges over an index find a prefix, small and capital letters differ.
        if (Collation() is not { } collation) return;
        configuration.Properties<string>().UseCollation(collation);
        configuration.Properties<Enum>().UseCollation(collation);
    }

    protected override void OnModelCreating(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(CenterDb).Assembly);

    private string? Collation() => Database.IsNpgsql() ? "C" : Database.IsSqlServer() ? "Latin1_General_100_BIN2" : null;
}
