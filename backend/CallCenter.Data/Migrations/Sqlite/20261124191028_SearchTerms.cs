using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallCenter.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SearchTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Residents_Initials",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Name",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers");

            migrationBuilder.CreateTable(
                name: "HouseholdTerms",
                columns: table => new
                {
                    Term = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    HouseholdId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HouseholdTerms", x => new { x.Term, x.HouseholdId });
                    table.ForeignKey(
                        name: "FK_HouseholdTerms_Households_HouseholdId",
                        column: x => x.HouseholdId,
                        principalTable: "Households",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ResidentTerms",
                columns: table => new
                {
                    Term = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    ResidentId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ResidentTerms", x => new { x.Term, x.ResidentId });
                    table.ForeignKey(
                        name: "FK_ResidentTerms_Residents_ResidentId",
                        column: x => x.ResidentId,
                        principalTable: "Residents",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Initials",
                table: "Residents",
                columns: new[] { "Initials", "Pinyin", "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Name",
                table: "Residents",
                columns: new[] { "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents",
                columns: new[] { "Pinyin", "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers",
                columns: new[] { "Number", "ResidentId" });

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers",
                columns: new[] { "Reversed", "ResidentId" });

            migrationBuilder.CreateIndex(
                name: "IX_HouseholdTerms_Household",
                table: "HouseholdTerms",
                column: "HouseholdId");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentTerms_Resident",
                table: "ResidentTerms",
                column: "ResidentId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "HouseholdTerms");

            migrationBuilder.DropTable(
                name: "ResidentTerms");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Initials",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Name",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers");

            migrationBuilder.DropIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers");

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Initials",
                table: "Residents",
                column: "Initials");

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Name",
                table: "Residents",
                column: "Name");

            migrationBuilder.CreateIndex(
                name: "IX_Residents_Pinyin",
                table: "Residents",
                column: "Pinyin");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Number",
                table: "ResidentNumbers",
                column: "Number");

            migrationBuilder.CreateIndex(
                name: "IX_ResidentNumbers_Reversed",
                table: "ResidentNumbers",
                column: "Reversed");
        }
    }
}
