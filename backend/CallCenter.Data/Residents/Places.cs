using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>区.</summary>
public sealed class District
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
}

/// <summary>街道办事处.</summary>
public sealed class StreetOffice
{
    public Guid Id { get; set; }
    public Guid DistrictId { get; set; }
    public District? District { get; set; }
    public required string Name { get; set; }
}

/// <summary>社区.</summary>
public sealed class Community
{
    public Guid Id { get; set; }
    public Guid StreetOfficeId { get; set; }
    public StreetOffice? StreetOffice { get; set; }
    public required string Name { get; set; }
    public Station? Station { get; set; }
}

/// <summary>The community's service station, which sends somebody round.</summary>
public sealed class Station
{
    public Guid Id { get; set; }
    public Guid CommunityId { get; set; }
    public required string Name { get; set; }

    /// <summary>E.164.</summary>
    public string? Number { get; set; }
}

internal sealed class PlacesConfiguration :
    IEntityTypeConfiguration<District>, IEntityTypeConfiguration<StreetOffice>, IEntityTypeConfiguration<Community>, IEntityTypeConfiguration<Station>
{
    public void Configure(EntityTypeBuilder<District> district)
    {
        district.Property(d => d.Name).HasMaxLength(64);
        district.HasIndex(d => d.Name).IsUnique().HasDatabaseName("UX_Districts_Name");
    }

    public void Configure(EntityTypeBuilder<StreetOffice> office)
    {
        office.Property(o => o.Name).HasMaxLength(64);
        office.HasOne(o => o.District).WithMany().HasForeignKey(o => o.DistrictId).OnDelete(DeleteBehavior.Restrict);
        office.HasIndex(o => new { o.DistrictId, o.Name }).IsUnique().HasDatabaseName("UX_StreetOffices_District_Name");
    }

    public void Configure(EntityTypeBuilder<Community> community)
    {
        community.Property(c => c.Name).HasMaxLength(64);
        community.HasOne(c => c.StreetOffice).WithMany().HasForeignKey(c => c.StreetOfficeId).OnDelete(DeleteBehavior.Restrict);
        community.HasOne(c => c.Station).WithOne().HasForeignKey<Station>(s => s.CommunityId).OnDelete(DeleteBehavior.Cascade);
        community.HasIndex(c => new { c.StreetOfficeId, c.Name }).IsUnique().HasDatabaseName("UX_Communities_Office_Name");
    }

    public void Configure(EntityTypeBuilder<Station> station)
    {
        station.Property(s => s.Name).HasMaxLength(64);
        station.Property(s => s.Number).HasMaxLength(16);
        station.HasIndex(s => s.CommunityId).IsUnique().HasDatabaseName("UX_Stations_Community");
    }
}
