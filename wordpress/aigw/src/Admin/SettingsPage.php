<?php
/**
 * Settings > AI Gateway.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Admin;

use Aigw\Capabilities;
use Aigw\ConnectCode;
use Aigw\Connection;
use Aigw\Credentials;
use Aigw\Diagnosis;
use Aigw\Environment;
use Aigw\Network;
use Aigw\Reach;
use Aigw\Settings;
use Aigw\Usage\Frame;

defined( 'ABSPATH' ) || exit;

/**
 * The settings page: one field for the connect code, a test, and the rest below. It never prints a credential.
 */
final class SettingsPage {

	const SLUG = 'aigw';
	const CODE = 'aigw_connect_code';

	/**
	 * Registers the page's hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'admin_menu', array( __CLASS__, 'menu' ) );
		add_action( 'admin_init', array( __CLASS__, 'settings' ) );
		add_action( 'admin_post_aigw_forget', array( __CLASS__, 'forget' ) );
		add_filter( 'option_page_capability_aigw', array( __CLASS__, 'capability' ) );
		add_filter( 'pre_update_option_' . self::CODE, array( __CLASS__, 'never_kept' ), 10, 2 );
		add_filter( 'plugin_action_links_' . plugin_basename( AIGW_FILE ), array( __CLASS__, 'links' ) );
		add_action( 'admin_notices', array( __CLASS__, 'next_step' ) );
		Assets::register();
		TestButton::register();
		ModelNames::register();
	}

	/**
	 * Who may save.
	 *
	 * @return string
	 */
	public static function capability(): string {
		return Capabilities::MANAGE;
	}

	/**
	 * The code itself is never kept in an option: what the sanitiser sealed is elsewhere.
	 *
	 * @param mixed $value Sanitised value.
	 * @param mixed $old   Old value.
	 * @return mixed
	 */
	public static function never_kept( $value, $old ) {
		return $old;
	}

	/**
	 * Adds the page.
	 *
	 * @return void
	 */
	public static function menu() {
		add_options_page( __( 'AI Gateway', 'aigw' ), __( 'AI Gateway', 'aigw' ), Capabilities::MANAGE, self::SLUG, array( __CLASS__, 'show' ) );
	}

	/**
	 * Adds "Settings" to the plugin's row.
	 *
	 * @param array $links Links.
	 * @return array
	 */
	public static function links( $links ): array {
		return array_merge( array( '<a href="' . esc_url( self::url() ) . '">' . esc_html__( 'Settings', 'aigw' ) . '</a>' ), (array) $links );
	}

	/**
	 * Says on the list of plugins what comes after activation, until a gateway is connected.
	 *
	 * @return void
	 */
	public static function next_step() {
		$screen = get_current_screen();
		if ( ! $screen || 'plugins' !== $screen->id || ! current_user_can( Capabilities::MANAGE ) ) {
			return;
		}
		$now = Connection::current();
		if ( ! $now->configured() && null === $now->problem() ) {
			echo '<div class="notice notice-info is-dismissible"><p>' . esc_html__( 'AI Gateway is active. One step is left: paste the connect code that you got from whoever runs your gateway.', 'aigw' ) . ' <a href="' . esc_url( self::url() ) . '">' . esc_html__( 'Connect', 'aigw' ) . '</a></p></div>';
		}
	}

	/**
	 * Address of the page.
	 *
	 * @return string
	 */
	public static function url(): string {
		return admin_url( 'options-general.php?page=' . self::SLUG );
	}

	/**
	 * Registers settings, sections and fields.
	 *
	 * @return void
	 */
	public static function settings() {
		register_setting( 'aigw', self::CODE, array( 'type' => 'string', 'sanitize_callback' => array( __CLASS__, 'take_code' ) ) );
		register_setting( 'aigw', Settings::OPTION, array( 'type' => 'object', 'sanitize_callback' => array( __CLASS__, 'take_settings' ) ) );
		add_settings_section( 'aigw_connection', __( 'Connection', 'aigw' ), '__return_null', 'aigw' );
		add_settings_field( self::CODE, __( 'Connect code', 'aigw' ), array( Fields::class, 'code' ), 'aigw', 'aigw_connection', array( 'label_for' => self::CODE ) );
		add_settings_section( 'aigw_answers', __( 'Answers', 'aigw' ), '__return_null', 'aigw' );
		add_settings_section( 'aigw_visitors', __( 'Visitors', 'aigw' ), array( Fields::class, 'visitors' ), 'aigw' );
		add_settings_section( 'aigw_advanced', __( 'Advanced', 'aigw' ), '__return_null', 'aigw' );
		foreach ( Fields::all() as $key => $field ) {
			$for = 'bool' === $field['type'] ? array() : array( 'label_for' => 'aigw_' . $key );
			add_settings_field( 'aigw_' . $key, $field['title'], array( Fields::class, 'show' ), 'aigw', 'aigw_' . $field['section'], $for + array( 'key' => $key ) + $field );
		}
	}

	/**
	 * Takes a pasted code: seals it, and keeps nothing else.
	 *
	 * @param mixed $code As posted.
	 * @return string Always ''.
	 */
	public static function take_code( $code ): string {
		$code = is_string( $code ) ? trim( $code ) : '';
		if ( '' === $code || self::fixed() || ( Network::locked() && is_multisite() ) ) {
			return '';
		}
		$parts = ConnectCode::parse( $code );
		if ( is_wp_error( $parts ) ) {
			add_settings_error( self::CODE, $parts->get_error_code(), $parts->get_error_message() . ' ' . __( 'The connection stays as it was.', 'aigw' ) );
			return '';
		}
		if ( current_user_can( 'manage_network_options' ) ) {
			Network::vouch( $parts['url'] );
		} elseif ( ! Network::vouches( $parts['url'] ) && ! Reach::is_public( $parts['url'] ) ) {
			add_settings_error( self::CODE, 'aigw_not_public', Diagnosis::not_public() . ' ' . __( 'The connection stays as it was.', 'aigw' ) );
			return '';
		}
		Credentials::store( $parts, false );
		/* translators: %s: address of the gateway. */
		add_settings_error( self::CODE, 'aigw_saved', sprintf( __( 'Connected to %s. The test below says whether everything works.', 'aigw' ), $parts['url'] ), 'success' );
		return '';
	}

	/**
	 * Takes the other fields over what is kept.
	 *
	 * @param mixed $values As posted.
	 * @return array
	 */
	public static function take_settings( $values ): array {
		$own = get_option( Settings::OPTION );
		return Settings::merge( is_array( $own ) ? $own : array(), is_array( $values ) ? $values : array() );
	}

	/**
	 * Whether the server's owner fixed address and credential.
	 *
	 * @return bool
	 */
	public static function fixed(): bool {
		return in_array( Connection::current()->source(), array( 'environment', 'constant' ), true ) && ( Connection::current()->configured() || Environment::has( 'AIGW_CONNECT' ) );
	}

	/**
	 * Forgets this site's connection.
	 *
	 * @return void
	 */
	public static function forget() {
		check_admin_referer( 'aigw_forget' );
		if ( ! current_user_can( Capabilities::MANAGE ) ) {
			wp_die( esc_html__( 'You may not change this.', 'aigw' ), 403 );
		}
		Credentials::forget( false );
		wp_safe_redirect( self::url() );
		exit;
	}

	/**
	 * Prints the page.
	 *
	 * @return void
	 */
	public static function show() {
		if ( ! current_user_can( Capabilities::MANAGE ) ) {
			return;
		}
		echo '<div class="wrap aigw-settings"><h1>' . esc_html( get_admin_page_title() ) . '</h1>';
		Frame::tabs( self::SLUG );
		Status::show();
		TestButton::show();
		echo '<form method="post" action="' . esc_url( admin_url( 'options.php' ) ) . '">';
		settings_fields( 'aigw' );
		do_settings_sections( 'aigw' );
		submit_button();
		echo '</form>';
		Status::forget_form();
		echo '</div>';
	}
}
