using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallCenter.Data;

/// <summary>Instants are stored as UTC ticks: SQLite neither orders nor compares DateTimeOffset, and every provider has a 64-bit whole number.</summary>
internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(instant => instant.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
