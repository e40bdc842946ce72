//===- scan.sv - the words that a firing visits, in address order -----------===//
//
// Looks at 32 activity bits, or takes all words where every one is visited, and gives one word a cycle with its place:
// word = (group * height + y) * width + x, counted from the first potential. The divisions by width and height are
// products with exact reciprocals (`reciprocal_rom`), one pipeline stage each; what they leave below the quotient,
// times the divisor, is the remainder.
//
//===----------------------------------------------------------------------===//

module scan #(
    parameter int FRACTION = $clog2(chip_pkg::STATE_WORDS) + chip_pkg::COORDINATE_BITS
) (
    input  logic                                 clk,
    input  logic                                 rst,
    input  logic                                 start,
    input  logic                                 visit_all,
    input  logic [   chip_pkg::ADDRESS_BITS-1:0] first,
    input  logic [   chip_pkg::ADDRESS_BITS-1:0] last,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] height,
    input  logic [chip_pkg::COORDINATE_BITS-1:0] width,
    input  logic [                 FRACTION-1:0] height_reciprocal,
    input  logic [                 FRACTION-1:0] width_reciprocal,
    output logic [   chip_pkg::ADDRESS_BITS-1:5] read_index,
    input  logic [                         31:0] read_bits,
    output logic                                 valid,
    input  logic                                 ready,
    // Where it lies.
    output logic [   chip_pkg::ADDRESS_BITS-1:0] address,
    output logic [chip_pkg::COORDINATE_BITS-1:0] y,
    output logic [chip_pkg::COORDINATE_BITS-1:0] x,
    output logic [    chip_pkg::GROUPS_BITS-1:0] group,
    output logic                                 busy
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Coordinate = chip_pkg::COORDINATE_BITS;
  // Bits of a state word's address, and of its activity word's.
  localparam int Word = $clog2(chip_pkg::STATE_WORDS) > 5 ? $clog2(chip_pkg::STATE_WORDS) : 6;
  localparam int Index = Word - 5;
  localparam int Product = Word + FRACTION;
  localparam int Remainder = FRACTION + Coordinate;

  // The activity word in work. A word that the firing has visited may be written, so its bits up to there do not count.
  logic scanning, advance, is_last_index, any, several, leaves;
  logic [Index-1:0] index;
  logic [4:0] from, lowest, next_from;
  logic [31:0] not_before, not_behind, active;
  logic [3:0] four;

  assign advance = !valid || ready;
  assign read_index = (Address - 5)'(index);
  assign is_last_index = index == last[Word-1:5];
  assign not_before = 32'hffffffff << from;
  assign not_behind = is_last_index ? ~(32'hfffffffe << last[4:0]) : 32'hffffffff;

  always_comb begin
    active = 0;
    four = 0;
    lowest = 0;
    any = 1'b0;
    several = 1'b0;
    if (scanning) begin
      active = (visit_all ? 32'hffffffff : read_bits) & not_before & not_behind;
      // Four bits at a time, from above.
      for (int n = 7; n >= 0; n--) begin
        four = active[4*n+:4];
        if (four != 0) begin
          several = any || (four & (four - 1)) != 0;
          any = 1'b1;
          lowest = {3'(n), four[1:0] == 0, !four[0] && (four[1] || !four[2])};
        end
      end
    end
  end

  assign leaves = scanning && !several && (!any || advance);
  assign next_from = lowest + 1;

  always_ff @(posedge clk)
    if (rst) scanning <= 1'b0;
    else if (start) begin
      scanning <= 1'b1;
      index <= first[Word-1:5];
      from <= first[4:0];
    end else if (leaves) begin
      scanning <= !is_last_index;
      index <= index + 1;
      from <= 0;
    end else if (scanning && advance) from <= next_from;

  // Stage a: the word and its number. Stage b: its row, over all groups. Then its group.
  logic a_valid, b_valid;
  logic [Word-1:0] a_word, a_number, b_word, b_row, word;
  logic [Product-1:0] b_product, product;
  logic [Remainder-1:0] column_product, row_product;

  assign busy = scanning || a_valid || b_valid || valid;
  assign b_row = b_product[FRACTION+:Word];
  assign column_product = Remainder'(b_product[FRACTION-1:0]) * Remainder'(width);
  assign row_product = Remainder'(product[FRACTION-1:0]) * Remainder'(height);
  assign address = Address'(word);
  assign group = chip_pkg::GROUPS_BITS'(product[FRACTION+:Word]);
  assign y = row_product[FRACTION+:Coordinate];

  always_ff @(posedge clk)
    if (rst) begin
      a_valid <= 1'b0;
      b_valid <= 1'b0;
      valid <= 1'b0;
    end else if (advance) begin
      a_valid <= any;
      b_valid <= a_valid;
      valid <= b_valid;
      if (any) begin
        a_word <= {index, lowest};
        a_number <= {index, lowest} - first[Word-1:0];
      end
      if (a_valid) begin
        b_word <= a_word;
        b_product <= Product'(a_number) * Product'(width_reciprocal) + Product'(width_reciprocal);
      end
      if (b_valid) begin
        word <= b_word;
        x <= column_product[FRACTION+:Coordinate];
        product <= Product'(b_row) * Product'(height_reciprocal) + Product'(height_reciprocal);
      end
    end

  always_ff @(posedge clk) if (!rst && scanning) assert (32'(last) < chip_pkg::STATE_WORDS && first <= last);

endmodule
