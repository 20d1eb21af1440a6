<?php
/**
 * Renders the block "AI answer".
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 *
 * @var array $attributes Attributes of the block.
 */

defined( 'ABSPATH' ) || exit;

echo Aigw\Stream\View::html( $attributes, get_block_wrapper_attributes( array( 'class' => 'aigw-answer' ) ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- every value is escaped in the view.
