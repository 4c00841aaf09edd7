using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallCenter.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CallEnterprise : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "EnterpriseId",
                table: "Calls",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Calls_Enterprise_ArrivedAt",
                table: "Calls",
                columns: new[] { "EnterpriseId", "ArrivedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Calls_Enterprise_ArrivedAt",
                table: "Calls");

            migrationBuilder.DropColumn(
                name: "EnterpriseId",
                table: "Calls");
        }
    }
}
