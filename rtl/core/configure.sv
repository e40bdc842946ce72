//===- configure.sv - WRITE packets into the memories of a core -------------===//
//
// A WRITE with an address chooses memory and word; data packets follow, 32 bits each, the most significant part of a
// wide word first, and the address counts up with each whole word. A part is written when it comes.
//
//===----------------------------------------------------------------------===//

module configure #(
    // Of the words of weights and of potentials, which alone can have several.
    parameter int WEIGHT_PARTS = 1,
    parameter int STATE_PARTS = 1
) (
    input  logic                                 clk,
    input  logic                                 rst,
    input  logic                                 valid,
    input  logic                                 is_data,
    input  logic [   chip_pkg::PAYLOAD_BITS-1:0] payload,
    // One bit a select: that memory is written. One bit a part, the lowest for the least significant.
    output logic [                          6:0] write,
    output logic [chip_pkg::ADDRESS_BITS-1:0] write_address,
    output logic [              STATE_PARTS-1:0] write_parts,
    output logic [                         31:0] write_data
);

  chip_pkg::write_address_payload_t target;
  chip_pkg::write_data_payload_t part;
  logic [3:0] select;
  logic [STATE_PARTS-1:0] first_part;

  assign target = payload;
  assign part = payload;
  assign write = valid && is_data ? 7'd1 << select : 7'd0;
  assign write_data = part.data;

  function automatic logic [STATE_PARTS-1:0] first_part_of(input logic [3:0] which);
    first_part_of = 1;
    if (which == 4'(chip_pkg::SELECT_WEIGHTS)) first_part_of = STATE_PARTS'(1) << (WEIGHT_PARTS - 1);
    if (which == 4'(chip_pkg::SELECT_STATE)) first_part_of = STATE_PARTS'(1) << (STATE_PARTS - 1);
  endfunction

  assign first_part = first_part_of(is_data ? select : target.select);

  always_ff @(posedge clk)
    if (valid) begin
      if (is_data) begin
        write_parts <= write_parts[0] ? first_part : write_parts >> 1;
        if (write_parts[0]) write_address <= write_address + 1;
      end else begin
        select <= target.select;
        write_address <= target.address;
        write_parts <= first_part;
      end
    end

  always_ff @(posedge clk)
    if (!rst && valid) begin
      if (is_data) begin
        assert (write_parts != 0);
      end else assert (target.select <= 4'(chip_pkg::SELECT_ROUTES));
    end

endmodule
