using CallCenter.Data.Audit;
using CallCenter.Data.Calls;
using CallCenter.Data.Identity;
using CallCenter.Data.Projection;
using CallCenter.Data.Residents;
using CallCenter.Data.WorkOrders;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data;

/// <summary>The database of one call centre. Nothing in the model is peculiar to a provider; migrations are.</summary>
public sealed class CenterDb(DbContextOptions<CenterDb> options) : DbContext(options)
{
    public DbSet<District> Districts => Set<District>();
    public DbSet<StreetOffice> StreetOffices => Set<StreetOffice>();
    public DbSet<Community> Communities => Set<Community>();
    public DbSet<Station> Stations => Set<Station>();
    public DbSet<Household> Households => Set<Household>();
    public DbSet<Resident> Residents => Set<Resident>();
    public DbSet<ResidentNumber> ResidentNumbers => Set<ResidentNumber>();
    public DbSet<ResidentFlag> ResidentFlags => Set<ResidentFlag>();
    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<Call> Calls => Set<Call>();
    public DbSet<CallResident> CallResidents => Set<CallResident>();
    public DbSet<Leg> Legs => Set<Leg>();
    public DbSet<CallEvent> CallEvents => Set<CallEvent>();
    public DbSet<Recording> Recordings => Set<Recording>();

    public DbSet<LegalHold> LegalHolds => Set<LegalHold>();

    public DbSet<WorkOrder> WorkOrders => Set<WorkOrder>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<OrderDay> OrderDays => Set<OrderDay>();

    public DbSet<User> Users => Set<User>();
    public DbSet<UserRole> UserRoles => Set<UserRole>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<ProjectionPosition> ProjectionPositions => Set<ProjectionPosition>();
    public DbSet<Heartbeat> Heartbeats => Set<Heartbeat>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RoleSeparation.Check(this);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RoleSeparation.Check(this);
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configuration.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        configuration.Properties<string>().HaveMaxLength(256);
    }

    protected override void OnModelCreating(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(CenterDb).Assembly);
}
