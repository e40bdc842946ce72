//===- scan.sv - the words that a firing visits, in address order -----------===//
//
// Takes 32 activity bits a cycle, or all words where every one is visited, and gives one word a cycle with its place:
// word = (group * height + y) * width + x, counted from the first potential. The divisions by width and height are
// products with exact reciprocals, one pipeline stage each.
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
    input  logic [                   FRACTION:0] height_reciprocal,
    input  logic [                   FRACTION:0] width_reciprocal,
    output logic [   chip_pkg::ADDRESS_BITS-1:5] read_index,
    input  logic [                         31:0] read_bits,
    output logic                                 valid,
    input  logic                                 ready,
    output logic [   chip_pkg::ADDRESS_BITS-1:0] word,
    output logic [chip_pkg::COORDINATE_BITS-1:0] y,
    output logic [chip_pkg::COORDINATE_BITS-1:0] x,
    output logic [    chip_pkg::GROUPS_BITS-1:0] group,
    output logic                                 busy
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Coordinate = chip_pkg::COORDINATE_BITS;
  // Bits of a state word's number: no word of a population has more.
  localparam int Word = $clog2(chip_pkg::STATE_WORDS);
  localparam int Product = Word + FRACTION + 1;

  logic scanning, advance, take;
  logic [Address-1:5] next_index, pending_index;
  logic [31:0] pending, rest, chosen, range;
  logic [4:0] lowest;
  logic a_valid, b_valid;
  logic [Address-1:0] a_word, b_word, b_row, line;

  assign advance = !valid || ready;
  assign rest = pending & (pending - 1);
  assign chosen = pending & -pending;
  assign take = scanning && rest == 0 && (pending == 0 || advance);
  assign read_index = next_index;
  assign busy = scanning || pending != 0 || a_valid || b_valid || valid;

  // The bits of this activity word that belong to the population.
  always_comb begin
    range = 32'hffffffff;
    if (take) begin
      if (next_index == first[Address-1:5]) range = range & (32'hffffffff << first[4:0]);
      if (next_index == last[Address-1:5]) range = range & ~(32'hfffffffe << last[4:0]);
    end
  end

  always_comb begin
    lowest = 0;
    if (pending != 0) begin
      // Each bit of the index of a one-hot word is the OR of half its bits.
      lowest[0] = (chosen & 32'haaaaaaaa) != 0;
      lowest[1] = (chosen & 32'hcccccccc) != 0;
      lowest[2] = (chosen & 32'hf0f0f0f0) != 0;
      lowest[3] = (chosen & 32'hff00ff00) != 0;
      lowest[4] = (chosen & 32'hffff0000) != 0;
    end
  end

  always_ff @(posedge clk)
    if (rst) begin
      scanning <= 1'b0;
      pending <= 0;
    end else if (start) begin
      scanning <= 1'b1;
      next_index <= first[Address-1:5];
      pending <= 0;
    end else if (take) begin
      pending <= (visit_all ? 32'hffffffff : read_bits) & range;
      pending_index <= next_index;
      next_index <= next_index + 1;
      if (next_index == last[Address-1:5]) scanning <= 1'b0;
    end else if (pending != 0 && advance) pending <= rest;

  always_ff @(posedge clk)
    if (rst) begin
      a_valid <= 1'b0;
      b_valid <= 1'b0;
      valid <= 1'b0;
    end else if (advance) begin
      a_valid <= pending != 0;
      b_valid <= a_valid;
      valid <= b_valid;
      if (pending != 0) a_word <= {pending_index, lowest} - first;
      if (a_valid) begin
        b_word <= a_word;
        b_row <= Address'((Product'(a_word[Word-1:0]) * Product'(width_reciprocal)) >> FRACTION);
      end
      if (b_valid) begin
        word <= b_word;
        x <= b_word[Coordinate-1:0] - Coordinate'(b_row[Coordinate-1:0] * width);
        group <= chip_pkg::GROUPS_BITS'((Product'(b_row[Word-1:0]) * Product'(height_reciprocal)) >> FRACTION);
        line <= b_row;
      end
    end

  assign y = line[Coordinate-1:0] - Coordinate'(group[Coordinate-1:0] * height);

endmodule
