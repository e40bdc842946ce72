//===- leak.sv - what a decay leaves of a word ------------------------------===//
//
// Step 4 of a firing: what a decay leaves in every lane, of the potential and in the next cycle of the current, with the same
// multipliers (`decayed`). Both are written, the potential first. At the end of a sample nothing is left.
//
//===----------------------------------------------------------------------===//

module leak #(
    parameter bit HAS_CURRENT = 1
) (
    input  logic                                              clk,
    input  logic                                              rst,
    // A word, taken when `ready`.
    input  logic                                              start,
    output logic                                              ready,
    output logic                                              busy,
    input  logic                                              last,
    input  logic                                              has_current,
    // Where the current lies, or the potential of neurons without one; from a current to its potential.
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] current_address,
    input  logic [               chip_pkg::ADDRESS_BITS-1:0] plane,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] potential,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] current,
    // In 1/2^DECAY_BITS; they hold until the word is written.
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] decay,
    input  logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] current_decay,
    output logic                                              write,
    output logic [               chip_pkg::ADDRESS_BITS-1:0] write_address,
    output logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] write_data,
    // What is left, at the end of a sample too, when zeros are written.
    output logic [chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] left,
    // With the last write of a word: a lane is not at rest.
    output logic                                              still_active
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Lanes = chip_pkg::LANES;
  localparam int State = chip_pkg::STATE_BITS;
  localparam int Factor = chip_pkg::DECAY_BITS + 1;

  logic valid, is_current;
  logic [Address-1:0] address;
  logic [Lanes*State-1:0] word, factors;

  for (genvar l = 0; l < Lanes; l++) begin : g_lane
    decayed decayed (.value(word[l*State+:State]), .factor(Factor'(factors[l*State+:State])), .left(left[l*State+:State]));
  end

  assign write = valid;
  assign write_data = last ? 0 : left;
  assign busy = valid;

  if (HAS_CURRENT) begin : g_current
    logic pending, potential_left;
    logic [Lanes*State-1:0] waiting;

    assign ready = !valid || !pending;
    assign factors = is_current ? current_decay : decay;
    assign write_address = address;
    assign still_active = write_data != 0 || (is_current && potential_left);

    always_ff @(posedge clk)
      if (rst) begin
        valid <= 1'b0;
        pending <= 1'b0;
      end else if (start) begin
        valid <= 1'b1;
        pending <= has_current;
        is_current <= 1'b0;
        word <= potential;
        waiting <= current;
        address <= has_current ? current_address + plane : current_address;
      end else if (pending) begin
        pending <= 1'b0;
        is_current <= 1'b1;
        word <= waiting;
        address <= address - plane;
        potential_left <= write_data != 0;
      end else valid <= 1'b0;
  end else begin : g_potential
    assign ready = 1'b1;
    assign factors = decay;
    assign write_address = address;
    assign still_active = write_data != 0;
    assign is_current = 1'b0;

    always_ff @(posedge clk)
      if (rst) valid <= 1'b0;
      else begin
        valid <= start;
        if (start) begin
          word <= potential;
          address <= current_address;
        end
      end
  end

  always_ff @(posedge clk)
    if (!rst) begin
      assert (!(start && !ready));
      if (valid)
        for (int l = 0; l < Lanes; l++) assert (32'(factors[l*State+:State]) <= 1 << chip_pkg::DECAY_BITS);
    end

endmodule
