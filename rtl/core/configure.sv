//===- configure.sv - WRITE packets into the memories of a core -------------===//
//
// A WRITE with an address chooses memory and word; data packets follow, 32 bits each, the most significant part of a
// wide word first, and the address counts up with each whole word.
//
//===----------------------------------------------------------------------===//

module configure (
    input  logic                                                clk,
    input  logic                                                rst,
    input  logic                                                valid,
    input  logic                                                is_data,
    input  logic [                  chip_pkg::PAYLOAD_BITS-1:0] payload,
    // One bit a select: that memory is written.
    output logic [                                         6:0] write,
    output logic [                  chip_pkg::ADDRESS_BITS-1:0] write_address,
    output logic [chip_pkg::LANES*chip_pkg::STATE_BITS+31:0] write_data
);

  localparam int WeightParts = (chip_pkg::LANES * chip_pkg::WEIGHT_BITS + 31) / 32;
  localparam int StateParts = (chip_pkg::LANES * chip_pkg::STATE_BITS + 31) / 32;
  localparam int Width = chip_pkg::LANES * chip_pkg::STATE_BITS + 32;

  chip_pkg::write_address_payload_t target;
  chip_pkg::write_data_payload_t part;
  logic [3:0] select;
  logic [5:0] parts_left, parts;
  logic [Width-1:0] shifted;
  logic whole;

  assign target = payload;
  assign part = payload;

  assign write_data = {shifted[Width-33:0], part.data};

  function automatic logic [5:0] parts_of(input logic [3:0] which);
    parts_of = which == 4'(chip_pkg::SELECT_WEIGHTS) ? 6'(WeightParts) :
               which == 4'(chip_pkg::SELECT_STATE) ? 6'(StateParts) : 6'd1;
  endfunction

  assign parts = parts_of(is_data ? select : target.select);
  assign whole = valid && is_data && parts_left == 1;
  assign write = whole ? 7'd1 << select : 7'd0;

  always_ff @(posedge clk)
    if (valid) begin
      if (is_data) begin
        shifted <= write_data;
        parts_left <= whole ? parts : parts_left - 1;
        if (whole) write_address <= write_address + 1;
      end else begin
        select <= target.select;
        write_address <= target.address;
        parts_left <= parts;
      end
    end

  always_ff @(posedge clk)
    if (!rst && valid) begin
      if (is_data) begin
        assert (parts_left != 0);
      end else assert (target.select <= 4'(chip_pkg::SELECT_ROUTES));
    end

endmodule
