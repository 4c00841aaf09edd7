using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CallCenter.Data.Databases;

/// <summary>A column as it is stored.</summary>
/// <param name="Type">What the provider keeps: instants are whole numbers, enums texts.</param>
public sealed record Column(string Name, Type Type, IProperty Property);

/// <summary>A table of the model, for copies past the change tracker.</summary>
public sealed class TableShape
{
    private TableShape(IEntityType entity)
    {
        Entity = entity;
        Name = entity.GetTableName()!;
        var table = StoreObjectIdentifier.Table(Name, entity.GetSchema());
        Columns = [.. entity.GetProperties().Select(p => new Column(p.GetColumnName(table)!, StoredType(p), p))];
        Numbered = Columns.FirstOrDefault(c => c.Property.ValueGenerated == ValueGenerated.OnAdd && (c.Type == typeof(int) || c.Type == typeof(long)) && c.Property.IsPrimaryKey());
    }

    public IEntityType Entity { get; }
    public string Name { get; }
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The key the database counts up itself, if it does.</summary>
    public Column? Numbered { get; }

    /// <summary>All tables, those first that others point to.</summary>
    public static IReadOnlyList<TableShape> All(CenterDb db)
    {
        var waiting = db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null && !e.IsOwned()).OrderBy(e => e.GetTableName(), StringComparer.Ordinal).ToList();
        var ordered = new List<IEntityType>();
        while (waiting.Count > 0)
        {
            var next = waiting.FirstOrDefault(e => e.GetForeignKeys().All(k => k.PrincipalEntityType == e || ordered.Contains(k.PrincipalEntityType)))
                ?? throw new InvalidOperationException($"{waiting[0].GetTableName()} is part of a circle of foreign keys.");
            ordered.Add(next);
            waiting.Remove(next);
        }
        return [.. ordered.Select(e => new TableShape(e))];
    }

    public static TableShape Of<T>(CenterDb db) => new(db.Model.FindEntityType(typeof(T))!);

    /// <summary>The values of one row, as they are stored.</summary>
    public object?[] Row(object entity)
    {
        var row = new object?[Columns.Count];
        for (var i = 0; i < row.Length; i++)
        {
            var property = Columns[i].Property;
            var value = property.GetGetter().GetClrValue(entity);
            row[i] = property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
        }
        return row;
    }

    private static Type StoredType(IProperty property)
    {
        // Without what a provider does with the types it has not, such as a Guid in SQLite: the driver does that itself.
        var type = property.GetValueConverter()?.ProviderClrType ?? property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }
}
